package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.abisession.benchmarks.Loop.Asking;
import redis.clients.jedis.RedisClient;

/** The sessions of all candidates for settings that share them. */
final class LoadGroup implements AutoCloseable {
    /** The part of a turn that measures Redis alone: what that costs varies little, so a fifth suffices. */
    private static final int RAW_PART = 5;

    private final LoadPlan plan;
    private final Loop loop;
    private final RedisClient redis;
    private final Map<Candidate, CandidateProcess> nodes;
    private final RawRedis raw;
    private final Map<Candidate, Load> loads = new EnumMap<>(Candidate.class);
    private final Map<Candidate, String> failures = new EnumMap<>(Candidate.class);

    /** Makes the sessions. A candidate that fails at it has failed for all settings of the group. */
    LoadGroup(
            LoadPlan plan,
            Loop loop,
            RedisClient redis,
            Map<Candidate, CandidateProcess> nodes,
            String rawUri,
            Setting like) {
        this.plan = plan;
        this.loop = loop;
        this.redis = redis;
        this.nodes = nodes;
        this.raw = new RawRedis(rawUri, like.clients(), like.size());
        nodes.forEach((candidate, node) -> {
            try {
                loads.put(candidate, new Load(node.nodes(), like));
            } catch (IOException e) {
                failures.put(candidate, reason(e));
            }
        });
    }

    /** Measures one setting: raw commands first, then the candidates. */
    List<LoadLine> measure(Setting setting, Progress progress) throws InterruptedException {
        Map<String, List<Round>> results = new LinkedHashMap<>();
        for (int round = 0; round <= plan.rounds(); round++) { // the first one warms up
            for (String command : List.of(RawRedis.PING, RawRedis.HGETALL)) {
                try {
                    Round result =
                            run(setting, raw.asking(command), plan.round().dividedBy(RAW_PART));
                    keep(results, command, round, result);
                } catch (ExecutionException e) {
                    throw new IllegalStateException("Redis does not answer " + command, e);
                }
            }
            for (Candidate candidate : nodes.keySet()) {
                if (!failures.containsKey(candidate)) {
                    try {
                        keep(results, candidate.title(), round, turn(setting, candidate));
                    } catch (ExecutionException e) {
                        failures.put(candidate, reason(Objects.requireNonNullElse(e.getCause(), e)));
                    }
                }
                progress.step(setting.who() + ", " + setting.size().kilobytes() + " KB");
            }
        }
        List<LoadLine> lines = new ArrayList<>();
        List.of(RawRedis.PING, RawRedis.HGETALL).forEach(command -> lines.add(line(setting, command, results)));
        for (Candidate candidate : nodes.keySet()) {
            String failure = failures.get(candidate);
            lines.add(
                    failure == null
                            ? line(setting, candidate.title(), results)
                            : LoadLine.failed(setting, candidate.title(), failure));
        }
        return lines;
    }

    private static LoadLine line(Setting setting, String title, Map<String, List<Round>> results) {
        return LoadLine.of(setting, title, Objects.requireNonNull(results.get(title)));
    }

    private static void keep(Map<String, List<Round>> results, String title, int round, Round result) {
        List<Round> kept = Objects.requireNonNull(results.computeIfAbsent(title, key -> new ArrayList<>()));
        if (round > 0) {
            kept.add(result);
        }
    }

    private Round turn(Setting setting, Candidate candidate) throws InterruptedException, ExecutionException {
        CandidateProcess node = Objects.requireNonNull(nodes.get(candidate));
        Load load = Objects.requireNonNull(loads.get(candidate));
        long nodeBefore = node.cpuNanos();
        long redisBefore = RedisInfo.cpuNanos(redis);
        Round round = run(setting, load.asking(setting.ask()), plan.round());
        return round.withCpu(node.cpuNanos() - nodeBefore, RedisInfo.cpuNanos(redis) - redisBefore);
    }

    private Round run(Setting setting, List<Asking> clients, Duration time)
            throws InterruptedException, ExecutionException {
        return setting.rate() > 0 ? loop.open(clients, setting.rate(), time) : loop.closed(clients, time);
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message.replaceAll("\\s+", " ");
    }

    /** Ends the sessions. */
    @Override
    public void close() throws IOException {
        raw.close();
        for (Load load : loads.values()) {
            load.close();
        }
    }
}
