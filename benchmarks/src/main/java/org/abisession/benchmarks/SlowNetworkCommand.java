package org.abisession.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.abisession.benchmarks.Setting.Ask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slow-network}: the load of the candidates in Redis where Redis is far away. */
@Command(
        name = "slow-network",
        description = "Measures latency and throughput where a round trip to Redis takes longer.",
        mixinStandardHelpOptions = true)
final class SlowNetworkCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions options = new LoadOptions();

    @Option(
            names = "--delay",
            split = ",",
            converter = ShortDuration.class,
            defaultValue = "1ms,5ms",
            description = "What is added to each round trip to Redis (${DEFAULT-VALUE}).")
    private List<Duration> delays = List.of();

    @Option(
            names = "--sizes",
            split = ",",
            converter = Size.Converter.class,
            defaultValue = "4kb/10",
            description = "Sessions: kilobytes and attributes (${DEFAULT-VALUE}).")
    private List<Size> sizes = List.of();

    @Option(names = "--clients", split = ",", defaultValue = "1,16", description = "Clients (${DEFAULT-VALUE}).")
    private List<Integer> clients = List.of();

    private SlowNetworkCommand() {}

    @Override
    public Integer call() throws Exception {
        return options.run(
                "slow-network",
                "Latency and throughput on a slow network",
                Candidate::inRedis,
                Setting.grid(delays, sizes, clients, List.of(), List.of(Ask.READ, Ask.CHANGE, Ask.CREATE)));
    }
}
