package org.abisession.cli.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.cli.doctor.SampleKeys.SampleKey;
import org.abisession.settings.RedisEndpoint;

/**
 * Finds the commands and key patterns that sessions need and Redis refuses to this user. It tries each command on keys
 * that do not exist, and in a form that changes nothing: Redis checks permissions before it looks at arguments.
 */
final class MissingPermissions {
    private static final String KEY = "KEY";

    /**
     * Commands that name a key. What follows the name is refused as wrong, or does nothing to a key that does not
     * exist.
     */
    private static final List<String> WITH_KEY = List.of(
            "pttl KEY",
            "type KEY",
            "del KEY",
            "exists KEY",
            "get KEY",
            "hdel KEY f",
            "hget KEY f",
            "hgetall KEY",
            "hkeys KEY",
            "hlen KEY",
            "hmget KEY f",
            "hset KEY f v odd",
            "hstrlen KEY f",
            "llen KEY",
            "lrange KEY 0 0",
            "ltrim KEY no number",
            "persist KEY",
            "pexpire KEY no-number",
            "rename KEY KEY",
            "set KEY v no-option",
            "strlen KEY",
            "zadd KEY no-number m",
            "zrange KEY no number",
            "zrem KEY m",
            "zremrangebyscore KEY no number",
            "zscan KEY no-cursor",
            "zscore KEY m");

    private static final List<String> READING = List.of("pttl KEY", "type KEY", "exists KEY", "get KEY");

    private static final List<String> WITHOUT_KEY =
            List.of("eval return(1) 0", "evalsha " + "0".repeat(40) + " 0", "scan 0", "exec", "time");

    private static final List<String> WITH_KEY_ON_CLUSTER =
            List.of("dump KEY", "lrem KEY 0 m", "restore KEY 0 no-dump");

    private static final String SLOTS = "cluster slots";

    /** Commands that have no form without an effect: tried only where the key can be deleted afterwards. */
    private static final List<String> WRITING = List.of("hsetnx KEY f v", "rpush KEY v");

    private final Server server;
    private final List<SampleKey> keys;
    private final SampleKey lock;

    MissingPermissions(Server server) {
        SampleKeys sample = new SampleKeys(server.settings());
        this.server = server;
        this.keys = sample.ofSession();
        this.lock = sample.lock();
    }

    /**
     * Returns true if something is refused that operations of a cluster need only now and then, so that they succeed
     * most of the time.
     */
    boolean isAnyOfCluster() {
        return isCluster()
                && (refused("asking", "")
                        || WITH_KEY_ON_CLUSTER.stream()
                                .anyMatch(
                                        command -> refused(command, keys.get(0).name())));
    }

    private boolean isCluster() {
        return server.target().redis().mode() == RedisEndpoint.Mode.CLUSTER;
    }

    /**
     * Returns what is missing as ACL SETUSER takes it, {@code +hset} and {@code ~session:*:metadata}; nothing where
     * only some nodes of a cluster refuse it, since each has users of its own.
     */
    List<String> find() {
        if (isCluster() && refused(SLOTS, "")) {
            return List.of("+" + SLOTS.replace(' ', '|')); // nothing else can be tried without it
        }
        List<String> missing = new ArrayList<>();
        List<String> permitted = new ArrayList<>();
        List<String> withKey = new ArrayList<>(WITH_KEY);
        if (isCluster()) {
            withKey.addAll(WITH_KEY_ON_CLUSTER);
        }
        for (String command : withKey) {
            if (keys.stream().allMatch(key -> refused(command, key.name()))) {
                missing.add("+" + name(command));
            } else {
                permitted.add(command);
            }
        }
        List<String> others = new ArrayList<>(WITHOUT_KEY);
        if (isCluster()) {
            others.add("asking");
        }
        if (server.settings().durability().replicas() > 0) {
            others.add("wait 0 1");
        }
        others.stream().filter(command -> refused(command, "")).forEach(command -> missing.add("+" + name(command)));
        if (permitted.contains("del KEY")) {
            WRITING.stream().filter(this::refusedEverywhere).forEach(command -> missing.add("+" + name(command)));
        }
        keys.stream()
                .filter(key -> permitted.stream().allMatch(command -> refused(command, key.name())))
                .forEach(key -> missing.add(key.pattern()));
        // The lock may be in use: nothing that changes a key is tried on it.
        if (READING.stream().allMatch(command -> refused(command, lock.name()))) {
            missing.add(lock.pattern());
        }
        // The only command that can't be tried, since it changes the state of its connection.
        return missing.isEmpty() && !isCluster() ? List.of("+multi") : missing;
    }

    private boolean refusedEverywhere(String command) {
        return keys.stream().allMatch(key -> {
            boolean refused = refused(command, key.name());
            if (!refused) {
                refused("del KEY", key.name());
            }
            return refused;
        });
    }

    private static String name(String command) {
        return command.split(" ", 2)[0];
    }

    private boolean refused(String command, String key) {
        String[] words = command.replace(KEY, key).split(" ", -1);
        String[] arguments = Arrays.copyOfRange(words, key.isEmpty() ? 1 : 2, words.length);
        try {
            if (key.isEmpty()) {
                server.console().run(words[0], arguments);
            } else {
                server.console().runOnKey(words[0], key, arguments);
            }
            return false;
        } catch (SessionStoreException e) {
            return e.code() == SessionStoreCode.NOPERM;
        }
    }
}
