package org.abisession.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            ClassesCommand.class,
            HelpCommand.class
        })
public final class Benchmarks {
    private Benchmarks() {}

    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks());
    }

    /** Runs an experiment and ends the JVM with 0, or 1 if it failed, or 2 for a wrong command line. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(
                ClassPaths.isInMaven() ? runInOwnJvm(arguments) : commandLine().execute(arguments));
    }

    /** Runs the program in a JVM of its own, which ends with this one: Maven's has the flags of a short build. */
    private static int runInOwnJvm(String[] arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                MeasuredRedis.SERVER_FLAG,
                "-cp",
                ClassPaths.running(),
                Benchmarks.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }
}
