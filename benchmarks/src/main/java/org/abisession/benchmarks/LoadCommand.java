package org.abisession.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.abisession.benchmarks.Setting.Ask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load}: how long requests take, and how many there are in a second. */
@Command(
        name = "load",
        description = "Measures latency and throughput over HTTP, all candidates interleaved.",
        footer = {
            "",
            "A setting takes candidates x (rounds + 1) x round: 24 s with what is given by default, where"
                    + " there are 24. The whole of it, three quarters of an hour:",
            "  load --clients 1,4,16,64 --sizes 4kb/10,1kb/1,1kb/10,1kb/100,4kb/1,4kb/100,64kb/1,64kb/10,64kb/100,"
                    + "512kb/1,512kb/10,512kb/100"
        },
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions options = new LoadOptions();

    @Option(
            names = "--sizes",
            split = ",",
            converter = Size.Converter.class,
            defaultValue = "4kb/10,1kb/1,64kb/10,64kb/100,512kb/10",
            description = "Sessions: kilobytes and attributes (${DEFAULT-VALUE}).")
    private List<Size> sizes = List.of();

    @Option(
            names = "--clients",
            split = ",",
            defaultValue = "1,16",
            description = "Clients that ask as fast as they get answers (${DEFAULT-VALUE}).")
    private List<Integer> clients = List.of();

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "500,2000",
            description = "Requests in a second, sent whatever the answers, with the first of the sizes"
                    + " (${DEFAULT-VALUE}).")
    private List<Integer> rates = List.of();

    @Option(
            names = "--asks",
            split = ",",
            defaultValue = "read,read-all,change",
            description = "What is asked for: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private List<Ask> asks = List.of();

    private LoadCommand() {}

    @Override
    public Integer call() throws Exception {
        return options.run(
                "load",
                "Latency and throughput over HTTP",
                candidate -> true,
                Setting.grid(List.of(Duration.ZERO), sizes, clients, rates, asks));
    }
}
