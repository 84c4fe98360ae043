package org.abisession.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;

/**
 * Lists the rules of a user of Redis that may do what an application with these settings needs, and nothing else:
 * those of docs/redis-user.md.
 */
final class UserRules {
    private static final List<String> COMMANDS = List.of(
            ("+auth +hello +ping +select +eval +evalsha +multi +exec +scan +del +exists +get +hdel +hget +hgetall"
                            + " +hkeys +hlen +hmget +hset +hsetnx +hstrlen +llen +lrange +ltrim +persist +pexpire"
                            + " +pttl +rename +rpush +set +strlen +time +type +zadd +zrange +zrem +zremrangebyscore"
                            + " +zscan +zscore")
                    .split(" "));

    private static final List<String> OF_CLUSTER = List.of("+asking", "+cluster|slots", "+dump", "+lrem", "+restore");
    static final List<String> OF_NEAR_CACHE = List.of("&abi-session:lease:*", "+publish", "+subscribe");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:~*+@{}#/-]+");

    private UserRules() {}

    /** Returns what follows the name of the user in ACL SETUSER, as a shell takes it. */
    static String of(SessionSettings settings) {
        SampleKeys keys = new SampleKeys(settings);
        List<String> rules = new ArrayList<>(List.of("resetkeys", "resetchannels", "-@all"));
        rules.add(keys.metadata().pattern());
        rules.add(keys.conversation().pattern());
        rules.add(keys.attributes().pattern());
        rules.add("~abi-session:*");
        settings.takeOver().ifPresent(store -> rules.add("~" + store.namespace() + ":sessions:*"));
        rules.addAll(COMMANDS);
        if (settings.redis().mode() == RedisEndpoint.Mode.CLUSTER) {
            rules.addAll(OF_CLUSTER);
        }
        if (settings.nearCache().isPresent()) {
            rules.addAll(OF_NEAR_CACHE);
        }
        if (settings.durability().replicas() > 0) {
            rules.add("+wait");
        }
        return shell(rules);
    }

    /** Returns words of a command line, in quotes where a shell would take them for something else. */
    static String shell(List<String> words) {
        return words.stream()
                .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
