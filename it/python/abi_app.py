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
import json
import pickle
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

    def hash(self, key):
        """A hash as Python has it: names and values."""
        return {field: json.loads(value) for field, value in self.redis.hgetall(key).items()}

    def odd(self, key, writer, value):
        self.raw.setex(key, DAY, ODD_WRITERS[writer](value))

    def odd_entry(self, key, writer, value):
        self.raw.rpush(key, ODD_WRITERS[writer](value))
        self.raw.expire(key, DAY)

    def same(self, before, after):
        """Whether Python takes two texts for the same value; NaN is like NaN here."""
        return repr(json.loads(before)) == repr(json.loads(after))

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
