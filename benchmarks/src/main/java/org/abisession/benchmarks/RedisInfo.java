package org.abisession.benchmarks;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;

/** Reads the figures that a Redis reports of itself. */
final class RedisInfo {
    private static final Pattern USED_CPU = Pattern.compile("(?m)^used_cpu_(?:sys|user):(\\S+)");
    private static final Pattern USED_MEMORY = Pattern.compile("(?m)^used_memory:(\\d+)");
    private static final Pattern READS = Pattern.compile("(?m)^total_reads_processed:(\\d+)");
    private static final Pattern VERSION = Pattern.compile("(?m)^redis_version:(\\S+)");
    private static final Pattern ALLOCATOR = Pattern.compile("(?m)^mem_allocator:(\\S+)");
    private static final Pattern CALLS = Pattern.compile("(?m)^cmdstat_([^:]+):calls=(\\d+)");
    /** Commands that set up connections or keep them alive, and those that ask for figures. */
    private static final Set<String> NOT_COUNTED = Set.of("info", "ping", "hello", "auth", "select", "client", "quit");

    private RedisInfo() {}

    /** Returns the processor time that Redis has used, in nanoseconds. */
    static long cpuNanos(UnifiedJedis redis) {
        Matcher times = USED_CPU.matcher(redis.info("cpu"));
        double seconds = 0;
        while (times.find()) {
            seconds += Double.parseDouble(times.group(1));
        }
        return (long) (seconds * 1e9);
    }

    /** Returns how often Redis has read from a socket; Redis 6.0 or later. */
    static long reads(UnifiedJedis redis) {
        return Long.parseLong(only(READS, redis.info("stats")));
    }

    /** Returns the bytes that Redis has allocated. */
    static long usedMemory(UnifiedJedis redis) {
        return Long.parseLong(only(USED_MEMORY, redis.info("memory")));
    }

    /** Returns the version as in {@code 7.0.15}; of Valkey that of the Redis with which it is compatible. */
    static String version(UnifiedJedis redis) {
        return only(VERSION, redis.info("server"));
    }

    /** Returns version and memory allocator, on which its processor time depends: {@code 7.0.15, jemalloc-5.2.1}. */
    static String build(UnifiedJedis redis) {
        return version(redis) + ", " + only(ALLOCATOR, redis.info("memory"));
    }

    /** Returns how often Redis has executed each command, by name; commands called by scripts included. */
    static Map<String, Long> executed(UnifiedJedis redis) {
        Map<String, Long> calls = new TreeMap<>();
        Matcher lines = CALLS.matcher(redis.info("commandstats"));
        while (lines.find()) {
            if (!NOT_COUNTED.contains(lines.group(1).split("\\|", 2)[0])) {
                calls.put(lines.group(1), Long.parseLong(lines.group(2)));
            }
        }
        return calls;
    }

    /** Returns what Redis has executed since an earlier answer of {@link #executed}. */
    static Map<String, Long> executedSince(Map<String, Long> before, UnifiedJedis redis) {
        Map<String, Long> executed = executed(redis);
        before.forEach((command, calls) -> executed.merge(command, -calls, Long::sum));
        executed.values().removeIf(calls -> calls == 0);
        return executed;
    }

    private static String only(Pattern line, String info) {
        Matcher matcher = line.matcher(info);
        if (!matcher.find()) {
            throw new IllegalStateException("INFO has no line " + line.pattern() + ". Is this a Redis?");
        }
        return matcher.group(1);
    }
}
