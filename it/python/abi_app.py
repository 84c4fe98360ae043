#!/usr/bin/env python3
"""The Python side of the sessions, as an ABI application may be written: redis-py with decode_responses=True.

Reads commands from standard input, one JSON array [name, argument, ...] a line, and answers each with one line,
{"ok": result} or {"error": text}. By hand:

    $ echo '["create", "uuid4", {"user": "ada"}]' | python3 abi_app.py redis://localhost:6379/0

Metadata is written in one of three ways:

    watch   read, change, write back under WATCH/MULTI, again if somebody was faster
    naive   read, change, write back
    whole   a new value at every turn, whatever was there
"""
import datetime
import decimal
import json
import pickle
import random
import secrets
import sys
import uuid
import zlib

import redis

DAY = 86400

NEW_IDS = {
    "uuid4": lambda: str(uuid.uuid4()),
    "hex": lambda: uuid.uuid4().hex,
    "token": lambda: secrets.token_urlsafe(32),
}

# What else programs leave where JSON should be, by mistake.
ODD_WRITERS = {
    "str": lambda value: str(value).encode(),
    "pickle": pickle.dumps,
    "utf-16": lambda value: json.dumps(value).encode("utf-16"),
    "latin-1": lambda value: json.dumps(value, ensure_ascii=False).encode("latin-1"),
    "bom": lambda value: json.dumps(value).encode("utf-8-sig"),
    "zlib": lambda value: zlib.compress(json.dumps(value).encode()),
    "twice": lambda value: json.dumps(json.dumps(value)).encode(),
    "truncated": lambda value: json.dumps(value).encode()[:-3],
    "msgpack": lambda value: b"\x81\xa3uid\x05",
}


class App:
    def __init__(self, url):
        self.redis = redis.Redis.from_url(url, decode_responses=True)
        self.raw = redis.Redis.from_url(url)

    # --- sessions -------------------------------------------------------------------------------------------------

    def create(self, kind, fields):
        """Begins a session; answers its id, which goes into the cookie."""
        session_id = NEW_IDS[kind]()
        metadata = {"session_id": session_id, "created_at": datetime.datetime.utcnow().isoformat(), **fields}
        self.redis.setex(f"session:{session_id}:metadata", DAY, json.dumps(metadata))
        return session_id

    def turn(self, session_id, question, answer, mode):
        """Appends a turn and notes it in the metadata."""
        entry = {
            "timestamp": datetime.datetime.utcnow().isoformat(),
            "user_query": question,
            "assistant_response": answer,
            "execution_time": 2.45,
            "metadata": {"strategy": "semantic_search", "docs_found": 5, "cache_hit": False},
        }
        key = f"session:{session_id}:conversation"
        size = self.redis.rpush(key, json.dumps(entry))
        self.redis.expire(key, DAY)
        self.write(session_id, {"last_query": question, "turns": size}, mode)
        return size

    def history(self, session_id):
        return [json.loads(entry) for entry in self.redis.lrange(f"session:{session_id}:conversation", 0, -1)]

    def questions(self, session_id):
        return [entry["user_query"] for entry in self.history(session_id)]

    def metadata(self, session_id):
        text = self.redis.get(f"session:{session_id}:metadata")
        return None if text is None else json.loads(text)

    def sessions(self):
        return sorted(key.split(":")[1] for key in self.redis.scan_iter("session:*:metadata"))

    def expire(self, session_id, seconds):
        for name in ("metadata", "conversation"):
            self.redis.expire(f"session:{session_id}:{name}", seconds)

    def ttl(self, session_id):
        return [self.redis.ttl(f"session:{session_id}:{name}") for name in ("metadata", "conversation")]

    def clear(self, session_id):
        self.redis.delete(f"session:{session_id}:metadata", f"session:{session_id}:conversation")

    # --- metadata -------------------------------------------------------------------------------------------------

    def write(self, session_id, fields, mode):
        key = f"session:{session_id}:metadata"
        if mode == "whole":
            self.redis.setex(key, DAY, json.dumps({"session_id": session_id, **fields}))
        elif mode == "naive":
            metadata = json.loads(self.redis.get(key))
            metadata.update(fields)
            self.redis.setex(key, DAY, json.dumps(metadata))
        else:
            self.watched(key, lambda metadata: metadata.update(fields))

    def watched(self, key, change):
        """Answers how often somebody was faster."""
        with self.redis.pipeline() as pipe:
            lost_races = 0
            while True:
                try:
                    pipe.watch(key)
                    metadata = json.loads(pipe.get(key))
                    change(metadata)
                    pipe.multi()
                    pipe.setex(key, DAY, json.dumps(metadata))
                    pipe.execute()
                    return lost_races
                except redis.WatchError:
                    lost_races += 1

    def count_up(self, session_id, field, times):
        """Adds one to a field, again and again, each time with a new field beside it at every hundredth."""
        lost_races = 0

        def add_one(metadata):
            metadata[field] = metadata.get(field, 0) + 1
            if metadata[field] % 100 == 0:
                metadata[f"{field}_{metadata[field]}"] = True

        for _ in range(times):
            lost_races += self.watched(f"session:{session_id}:metadata", add_one)
        return lost_races

    def turns(self, session_id, times, mode):
        """Many turns, one after the other."""
        for i in range(times):
            self.turn(session_id, f"question {i}", "answer", mode)

    # --- what a reader finds, and what a careless writer leaves -------------------------------------------------------

    def read_all(self):
        """Reads every value under session:* as text and as JSON; answers {key: [texts]} and the failures."""
        texts, failures = {}, []
        for key in self.redis.scan_iter("session:*"):
            try:
                kind = self.redis.type(key)
                if kind == "list":
                    texts[key] = self.redis.lrange(key, 0, -1)
                elif kind == "hash":
                    texts[key] = list(self.redis.hgetall(key).values())
                else:
                    texts[key] = [self.redis.get(key)]
                for text in texts[key]:
                    json.loads(text)
            except (UnicodeDecodeError, ValueError, RecursionError) as e:
                failures.append(f"{kind}: {e}")
        return {"texts": texts, "failures": failures}

    def odd(self, key, writer, value):
        self.raw.setex(key, DAY, ODD_WRITERS[writer](value))

    def odd_entry(self, key, writer, value):
        self.raw.rpush(key, ODD_WRITERS[writer](value))
        self.raw.expire(key, DAY)

    # --- documents for Java to edit -----------------------------------------------------------------------------------

    def samples(self):
        """Values as Python's writers make them, as texts by name."""
        now = datetime.datetime(2025, 1, 2, 3, 4, 5, 678901)
        aware = now.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30)))
        return {
            "microseconds": json.dumps(now.isoformat()),
            "no fraction": json.dumps(now.replace(microsecond=0).isoformat()),
            "zeros behind": json.dumps(now.replace(microsecond=120000).isoformat()),
            "zeros in front": json.dumps(now.replace(microsecond=7).isoformat()),
            "milliseconds": json.dumps(now.isoformat(timespec="milliseconds")),
            "str of a datetime": json.dumps(now, default=str),
            "aware": json.dumps(aware.isoformat()),
            "epoch": json.dumps(1735787045.678901),
            "date": json.dumps(now.date().isoformat()),
            "separators": json.dumps({"a": 1, "b": [1, 2], "c": {"d": None}}),
            "compact": json.dumps({"a": 1, "b": [1, 2], "c": {"d": None}}, separators=(",", ":")),
            "indented": json.dumps({"a": 1, "b": [1, 2], "c": {"d": None}}, indent=2),
            "escaped": json.dumps("O\u00f9 ? \U0001f600 \x7f / \ud800"),
            "raw": json.dumps("O\u00f9 ? \U0001f600 \x7f", ensure_ascii=False),
            "slash": '"a\\/b"',
            "not JSON": json.dumps([float("nan"), float("inf"), float("-inf")]),
            "floats": json.dumps([1.0, 1e16, 1e-7, 0.1 + 0.2, -0.0, 5e-324]),
            "integers": json.dumps([2**53 + 1, 2**64, int("1234567890" * 10 + "7")]),
            "keys that are no strings": json.dumps({2: "a", None: "b", False: "c", 1.5: "d"}),
            "default=str": json.dumps([uuid.UUID(int=1), decimal.Decimal("1.10"), {1}, b"x"], default=str),
            "text for a number": json.dumps("1.23s"),
            "duplicates": '{"a": 1, "b": 2, "a": 3}',
            "empty": json.dumps([{}, [], "", None]),
        }

    def documents(self, seed, count):
        """Random metadata, each by one of many writers."""
        rnd = random.Random(seed)
        writers = [
            json.dumps,
            lambda value: json.dumps(value, ensure_ascii=False),
            lambda value: json.dumps(value, separators=(",", ":")),
            lambda value: json.dumps(value, indent=rnd.randrange(5), sort_keys=True),
            lambda value: json.dumps(value, indent="\t", ensure_ascii=False) + "\r\n",
        ]

        def value(depth):
            kind = rnd.randrange(9 if depth < 4 else 7)
            if kind == 0:
                return rnd.choice([None, True, False, float("nan"), float("inf"), "NaN", ""])
            if kind == 1:
                return rnd.getrandbits(rnd.choice([1, 31, 53, 64, 300])) * rnd.choice([1, -1])
            if kind in (2, 3):
                return rnd.uniform(-1, 1) * 10.0 ** rnd.randrange(-320, 308)
            if kind < 7:
                return text()
            if kind == 7:
                return [value(depth + 1) for _ in range(rnd.randrange(4))]
            return fields(depth + 1)

        def text():
            letters = rnd.choice(["abc", "\u00e9\u2028\U0001f600 ", '{}[]",:\\/', "\x00\x1f\x7f\n\r\t"])
            return "".join(rnd.choice(letters) for _ in range(rnd.randrange(8)))

        def fields(depth):
            names = [text() for _ in range(rnd.randrange(6))] + rnd.choice([[], ["edited"]])
            rnd.shuffle(names)
            return {name: value(depth) for name in names}

        return [rnd.choice(writers)(fields(0)) for _ in range(count)]

    def differences(self, before, after, added):
        """How many of the texts after are not those before with the field "edited" set to what was added."""
        wrong = 0
        for old, new, value in zip(before, after, added):
            expected = json.loads(old)
            expected["edited"] = json.loads(value)
            wrong += repr(expected) != repr(json.loads(new))  # repr: NaN is like NaN, and the order counts
        return wrong

    def fromisoformat(self, text):
        return datetime.datetime.fromisoformat(text).isoformat()


def main():
    app = App(sys.argv[1])
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            answer = {"ok": getattr(app, name)(*arguments)}
        except Exception as e:  # the other side tells of it
            answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
