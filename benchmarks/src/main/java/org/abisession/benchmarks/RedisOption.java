package org.abisession.benchmarks;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --redis}, which all experiments have: where sessions are kept. */
final class RedisOption {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--redis",
            paramLabel = "redis://host:port",
            description = "A Redis 6.2 or later of yours, whose database 0 is empty; it is emptied at the end"
                    + " (a process of its own).")
    private @Nullable URI address;

    /**
     * Returns an empty Redis: the one of the user's address, or else an embedded one. @throws ParameterException if the
     * user's can't be used
     */
    MeasuredRedis open() {
        if (address == null) {
            return MeasuredRedis.embedded();
        }
        try {
            return MeasuredRedis.at(address);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns {@link RedisInfo#build} of Redis; fails at once if the user's can't be used. */
    String build() {
        try (MeasuredRedis redis = open()) {
            return RedisInfo.build(redis.client());
        }
    }
}
