package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.logging.OnceAMinute;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.UserIndex;
import org.abisession.store.UserRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * The sessions of each user in a sorted set of session ids, one for a user and application; see
 * {@code users/functions.lua}.
 */
public final class RedisUserIndex implements UserIndex {
    private static final Logger LOG = LoggerFactory.getLogger(RedisUserIndex.class);
    private static final Duration UNDER_WAY = Duration.ofSeconds(60);
    private static final byte[] UNDER_WAY_MILLIS = bytes(Long.toString(UNDER_WAY.toMillis()));
    /** About the number of entries that are read at once, and of users whose entries are changed at once. */
    private static final int PAGE = 100;
    /** The number of ids of one user that are changed at once: about half a millisecond of Redis' time. */
    private static final int IDS = 100;
    /** The cursor of a scan's first page, which Redis also returns with the last one. */
    private static final String FIRST = "0";

    private final RedisConnections redis;
    private final UserKeys keys;
    private final byte[] most;
    private final boolean limited;
    private final UserRecords records;
    private final OnceAMinute once = new OnceAMinute();

    /** Makes one of the application that the settings name; the connections stay the caller's to close. */
    public RedisUserIndex(RedisConnections redis, SessionSettings settings) {
        this.redis = redis;
        this.keys = new UserKeys(settings);
        this.records = new UserRecords(redis, settings);
        this.limited = settings.users().most() > 0;
        this.most = bytes(Integer.toString(settings.users().most()));
    }

    @Override
    public boolean isAdmittedBySave() {
        return !redis.isCluster();
    }

    @Override
    public Optional<Entered> enter(String user, SessionId id, Duration holds) {
        Object entered = unlessRefused(
                Script.USER_ENTER, user, List.of(bytes(id.value()), millis(holds), UNDER_WAY_MILLIS, most));
        if (entered == null) {
            return Optional.empty();
        }
        List<Reply> answer = Reply.of(entered).items();
        String epoch = answer.get(0).text();
        List<Entry> others = entries(answer.subList(1, answer.size()));
        return Optional.of(
                new Entered(epoch.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(epoch)), others));
    }

    @Override
    public boolean admit(String user, SessionId id, byte[] login) {
        return Reply.of(redis.run(Script.USER_ADMIT, List.of(keys.key(user)), List.of(bytes(id.value()), login)))
                .isOne();
    }

    @Override
    public void move(String user, SessionId to, Duration holds) {
        Object unused =
                unlessRefused(Script.USER_MOVE, user, List.of(bytes(to.value()), millis(holds), UNDER_WAY_MILLIS));
    }

    /** Runs a script; null where the user of Redis may not, and no setting needs it. */
    private @Nullable Object unlessRefused(Script script, String user, List<byte[]> arguments) {
        try {
            return redis.run(script, List.of(keys.key(user)), arguments);
        } catch (SessionStoreException e) {
            if (limited || !RedisErrors.isNoPermission(e)) {
                throw e;
            }
            once.say(
                    "users",
                    "The user of Redis may not keep the sessions of each user, so that they can't be listed or ended"
                            + " together. Allow it: ACL SETUSER <user> +zadd +zrange +zrem +zremrangebyscore +zscan +zscore. "
                            + e.getMessage(),
                    LOG::warn);
            return null;
        }
    }

    @Override
    public OptionalLong raise(String user) {
        Reply epoch = Reply.of(redis.run(Script.USER_RAISE, List.of(keys.key(user)), List.of()));
        return epoch.isNil() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(epoch.text()));
    }

    @Override
    public List<Entry> entries(String user) {
        List<Reply> members = new ArrayList<>();
        String cursor = FIRST;
        do {
            List<Reply> page = Reply.of(redis.run(
                            Script.USER_PAGE,
                            List.of(keys.key(user)),
                            List.of(bytes(cursor), bytes(Integer.toString(PAGE)))))
                    .items();
            cursor = page.get(0).text();
            members.addAll(page.get(1).items());
        } while (!cursor.equals(FIRST));
        return entries(members);
    }

    private static List<Entry> entries(List<Reply> members) {
        Map<String, String> scores = new LinkedHashMap<>();
        for (int i = 0; i + 1 < members.size(); i += 2) {
            scores.put(members.get(i).text(), members.get(i + 1).text());
        }
        List<Entry> entries = new ArrayList<>();
        scores.forEach((member, score) -> {
            if (!member.startsWith("@") && !member.startsWith("+")) {
                SessionId.parse(member)
                        .ifPresent(id -> entries.add(new Entry(id, score, scores.containsKey("+" + member))));
            }
        });
        return entries;
    }

    @Override
    public int drop(String user, Collection<Entry> entries, boolean underWay) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(underWay ? "under way" : "dead"));
        for (Entry entry : entries) {
            if (underWay || !entry.underWay()) {
                arguments.add(bytes(entry.id().value()));
                arguments.add(bytes(entry.score()));
            }
        }
        return arguments.size() == 1
                ? 0
                : (int) Reply.of(redis.run(Script.USER_DROP, List.of(keys.key(user)), arguments))
                        .number();
    }

    @Override
    public List<UserRecord> read(String user, List<SessionId> ids) {
        return records.all(user, ids);
    }

    @Override
    public void keep(Map<String, Upkeep> users) {
        List<List<byte[]>> arguments = new ArrayList<>();
        List<List<byte[]>> ofUsers = new ArrayList<>();
        users.forEach((user, upkeep) -> parts(upkeep).forEach(part -> {
            arguments.add(part);
            ofUsers.add(List.of(keys.key(user)));
        }));
        if (redis.isCluster()) {
            List<KeyCall> calls = new ArrayList<>();
            for (int i = 0; i < arguments.size(); i++) {
                calls.add(KeyCall.of(Script.USER_UPKEEP, ofUsers.get(i), arguments.get(i)));
            }
            List<Object> unused = redis.fly("keep the sessions of users", calls);
            return;
        }
        List<Runnable> pages = new ArrayList<>();
        for (int from = 0; from < arguments.size(); from += PAGE) {
            int first = from;
            pages.add(() -> keep(ofUsers, arguments, first, Math.min(first + PAGE, arguments.size())));
        }
        each(pages);
    }

    /** Makes changes, the later ones too where Redis refuses one: the key of one user may be another program's. */
    private static void each(List<Runnable> changes) {
        SessionStoreException refused = null;
        for (Runnable change : changes) {
            try {
                change.run();
            } catch (SessionStoreUnavailableException e) {
                throw e;
            } catch (SessionStoreException e) {
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    /**
     * Returns the arguments of the script, several times where there are so many ids that Redis would be busy for long.
     */
    private static List<List<byte[]>> parts(Upkeep upkeep) {
        List<List<byte[]>> parts = new ArrayList<>();
        List<SessionId> ended = List.copyOf(upkeep.ended());
        for (int from = 0; from < ended.size(); from += IDS) {
            List<SessionId> some = ended.subList(from, Math.min(from + IDS, ended.size()));
            List<byte[]> part = part(some.size());
            some.forEach(id -> part.add(bytes(id.value())));
            parts.add(part);
        }
        List<SessionId> used = List.copyOf(upkeep.used().keySet());
        for (int from = 0; from < used.size(); from += IDS) {
            List<byte[]> part = part(0);
            used.subList(from, Math.min(from + IDS, used.size())).forEach(id -> {
                part.add(bytes(id.value()));
                part.add(millis(Objects.requireNonNull(upkeep.used().get(id))));
            });
            parts.add(part);
        }
        return parts;
    }

    private static List<byte[]> part(int ended) {
        List<byte[]> part = new ArrayList<>();
        part.add(bytes(Integer.toString(ended)));
        return part;
    }

    private void keep(List<List<byte[]>> users, List<List<byte[]>> arguments, int from, int to) {
        boolean known = redis.call(
                "keep the sessions of users",
                client -> pipelined(client, pipeline -> {
                    List<Response<Object>> answers = new ArrayList<>();
                    for (int i = from; i < to; i++) {
                        answers.add(evalsha(pipeline, users.get(i), arguments.get(i)));
                    }
                    return () -> {
                        try {
                            answers.forEach(Response::get);
                            return true;
                        } catch (JedisNoScriptException e) {
                            return false;
                        }
                    };
                }));
        if (!known) {
            each(IntStream.range(from, to)
                    .<Runnable>mapToObj(i -> () -> redis.run(Script.USER_UPKEEP, users.get(i), arguments.get(i)))
                    .toList());
        }
    }

    private <T> T pipelined(UnifiedJedis client, Function<AbstractPipeline, Supplier<T>> commands) {
        return redis.isCluster()
                ? FlightPipeline.run(redis.flights(), Script.USER_UPKEEP.isRepeatable(), commands)
                : ScriptRuns.pipelined(client, commands);
    }

    private static Response<Object> evalsha(AbstractPipeline pipeline, List<byte[]> keys, List<byte[]> arguments) {
        return pipeline.evalsha(Script.USER_UPKEEP.sha1(), keys, arguments);
    }

    private static byte[] millis(Duration holds) {
        return bytes(Long.toString(holds.toMillis()));
    }
}
