package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.logging.OnceAMinute;
import org.abisession.store.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * The applications whose sessions are in one Redis, by the names in their keys. Each registers itself before it serves
 * its first request, in a Hash that no application is removed from:
 *
 * <pre>
 * HSET abi-session:applications shop 1
 * </pre>
 *
 * <p>An application asks there what other applications may have under an id before it adopts, ends or renames what is
 * not its own alone. Safe for use by several threads.
 */
final class Applications {
    private static final Logger LOG = LoggerFactory.getLogger(Applications.class);
    private static final List<byte[]> UNKNOWN = List.of(bytes("-1"), bytes(""), bytes(""));

    private static final int REMEMBERED = 1_000;

    /** The TTL of the registry: longer than sessions live. Every application that is in use starts it anew. */
    private static final byte[] KEPT = bytes(Long.toString(Duration.ofDays(400).toMillis()));

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final String own;
    private final String registry;
    private final OnceAMinute once = new OnceAMinute();
    /** The ids that were asked for lately and belong to sessions of another application. */
    private final Map<SessionId, Boolean> elsewhere = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    private volatile List<String> others = List.of();

    Applications(RedisConnections redis, SessionKeys keys, String own, boolean hashTags) {
        this.redis = redis;
        this.keys = keys;
        this.own = own;
        this.registry = "abi-session:applications" + (hashTags ? ":hash-tags" : "");
    }

    /** Registers this application, and reads which others there are. */
    void register() {
        try {
            others = names(Reply.of(redis.run(Script.REGISTER, List.of(bytes(registry)), List.of(bytes(own), KEPT)))
                    .values());
        } catch (SessionStoreUnavailableException e) {
            unreadable(e);
        }
    }

    /** Reads anew which other applications there are. */
    List<String> read() {
        boolean unused = isRead();
        return others;
    }

    /** Reads them anew; false if Redis does not let its user do so. */
    private boolean isRead() {
        try {
            others = names(redis.read("look for other applications", client -> client.hkeys(bytes(registry))));
            return true;
        } catch (SessionStoreUnavailableException e) {
            unreadable(e);
            return false;
        }
    }

    private List<String> names(Collection<byte[]> answer) {
        List<String> names = new ArrayList<>();
        answer.forEach(name -> names.add(SessionKeys.text(name)));
        names.remove(own);
        return List.copyOf(names);
    }

    /** Returns the names of the other applications that were read last. */
    List<String> known() {
        return others;
    }

    /**
     * Runs a script that asks what other applications have under an id; once more where there are more of them than are
     * known here, or where a cluster has their registry on another node and what is known may be old.
     *
     * @param exact whether what is known may not be old
     * @param except applications that are no others for this operation
     * @param script gets the arguments that {@code elsewhere} in {@code control.lua} takes
     */
    Reply ask(SessionId id, boolean exact, Set<String> except, Function<List<byte[]>, Reply> script) {
        boolean counts = !redis.isCluster();
        Reply answer = script.apply(exact && redis.isCluster() ? UNKNOWN : arguments(id, except, counts));
        while (ScriptReplies.isMore(answer)) {
            counts &= isRead(); // the script may be let count what this may not read
            answer = script.apply(arguments(id, except, counts));
        }
        return answer;
    }

    /**
     * Returns the arguments of {@code elsewhere}.
     *
     * @param counts whether the script is to find out whether there are more applications than these
     */
    private List<byte[]> arguments(SessionId id, Set<String> except, boolean counts) {
        List<String> known = others;
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(Integer.toString(known.size())));
        arguments.add(bytes(counts ? registry : ""));
        arguments.add(bytes(own));
        // Of one that is left out, a key that is never there: the script counts them all.
        known.forEach(name -> arguments.add(bytes(
                except.contains(name)
                        ? keys.attributes(id) + ":"
                        : keys.of(name).attributes(id))));
        return arguments;
    }

    /**
     * Returns true on a cluster if another application has a record under an id, or if Redis does not say, so that one
     * may have it.
     */
    boolean isElsewhere(SessionId id, Collection<String> names) {
        if (names.isEmpty()) {
            return false;
        }
        List<KeyCall> calls = names.stream()
                .map(name -> KeyCall.of(Command.EXISTS, keys.of(name).attributes(id)))
                .toList();
        try {
            return Reply.all(redis.fly("look for other applications", calls)).stream()
                    .anyMatch(Reply::isOne);
        } catch (SessionStoreUnavailableException e) {
            if (!RedisErrors.isNoPermission(e)) {
                throw e;
            }
            refused();
            return true;
        }
    }

    /**
     * Reads anew which other applications there are, and returns those whose sessions Redis does not let its user see.
     */
    List<String> readUnseen() {
        return read().stream().filter(name -> !isSeen(name)).toList();
    }

    private boolean isSeen(String name) {
        try {
            boolean unused = redis.call(
                    "look for other applications",
                    client -> client.exists(keys.of(name).attributes(SessionId.random())));
            return true;
        } catch (SessionStoreUnavailableException e) {
            if (!RedisErrors.isNoPermission(e)) {
                throw e;
            }
            return false;
        }
    }

    /** Does the same as {@link #isElsewhere(SessionId, Collection)}, of the applications that are known here. */
    boolean isElsewhere(SessionId id) {
        return isElsewhere(id, others);
    }

    /**
     * Returns true on a cluster if metadata without a record are a session of this application: they still exist, and
     * no other application has a record.
     */
    boolean isAdoptable(SessionId id) {
        KeyCall exists = KeyCall.of(Command.EXISTS, keys.metadata(id));
        List<Reply> answers;
        try {
            answers = Reply.all(redis.fly("load", List.of(exists, KeyCall.of(Command.HKEYS, registry))));
            others = names(answers.get(1).values());
        } catch (SessionStoreUnavailableException e) {
            unreadable(e);
            answers = Reply.all(redis.fly("load", List.of(exists)));
        }
        return answers.get(0).isOne() && !isElsewhere(id);
    }

    /**
     * Logs that Redis does not let its user see the registry, and goes on as if there were no other application; throws
     * any other failure.
     */
    private void unreadable(SessionStoreUnavailableException e) {
        if (!RedisErrors.isNoPermission(e)) {
            throw e;
        }
        once.say(
                "registry",
                "The user of Redis may not use the key " + registry
                        + ", so sessions of other applications there are not"
                        + " told from those of the Python application. Allow it: ACL SETUSER <user> ~abi-session:*",
                LOG::warn);
    }

    /** Remembers that another application has a session under an id, and this one none. */
    void sawElsewhere(SessionId id) {
        synchronized (elsewhere) {
            elsewhere.put(id, true);
        }
    }

    /** Returns true if {@link #sawElsewhere} has noted it lately. */
    boolean wasElsewhere(SessionId id) {
        synchronized (elsewhere) {
            return elsewhere.containsKey(id);
        }
    }

    /** Logs that this node may not look at the sessions of other applications. */
    void refused() {
        once.say(
                "refused",
                "The user of Redis may not see whether another application has a session under an id, so a session that"
                        + " only the Python application knows is not taken for one here, and what applications share is"
                        + " left when a session ends. Allow it: ACL SETUSER <user> (+exists"
                        + " ~session:*:attributes*)",
                LOG::warn);
    }
}
