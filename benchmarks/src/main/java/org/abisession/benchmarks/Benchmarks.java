package org.abisession.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program: one command for each experiment. */
@Command(
        name = "benchmarks",
        description = "Measures abi-session beside other stores of sessions, all in one run on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CostCommand.class,
            LoadCommand.class,
            SlowNetworkCommand.class,
            ConversationCommand.class,
            SessionsCommand.class,
            InsideCommand.class,
            CallsCommand.class,
            MetricsCommand.class,
            NodesCommand.class,
            BalancingCommand.class,
            HelpCommand.class
        })
public final class Benchmarks {
    private Benchmarks() {}

    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks());
    }

    /** Runs an experiment and ends the JVM with 0, or 1 if it failed, or 2 for a wrong command line. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
