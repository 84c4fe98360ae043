package org.abisession.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.abisession.SessionStoreException;
import org.abisession.settings.InvalidSettingException;
import org.abisession.settings.ProcessText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs the command line tool: parses arguments, runs a command and maps its outcome to an exit code. */
@Command(
        name = "abi-session",
        description = "Looks after the sessions that abi-session keeps in Redis.",
        mixinStandardHelpOptions = true,
        versionProvider = AbiSession.Version.class,
        subcommands = HelpCommand.class,
        footer = {
            "",
            "Settings come from the command line, system properties, the environment and",
            ".env, as those of the application. Ids are credentials: the output shows a",
            "digest (session#1a2b3c4d), which every command takes for the id.",
            "",
            "Exit codes: 0 fine; 1 something was found, or failed; 2 wrong usage or settings."
        })
public final class AbiSession implements Runnable {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private AbiSession() {}

    /** Returns the parser with all commands, which run in this environment. */
    static CommandLine commandLine(CliEnvironment environment) {
        CommandLine commands = new CommandLine(new AbiSession())
                .addSubcommand(new DoctorCommand(environment))
                .addSubcommand(new ListCommand(environment))
                .addSubcommand(new ShowCommand(environment))
                .addSubcommand(new TailCommand(environment))
                .addSubcommand(new MemoryCommand(environment))
                .addSubcommand(new EndCommand(environment))
                .addSubcommand(new ImportCommand(environment))
                .addSubcommand(new ServeCommand(environment));
        commands.setExpandAtFiles(false); // an argument that begins with @ is no file to read
        commands.setColorScheme(Help.defaultColorScheme(Ansi.OFF)); // so that no escape in a message is a library's
        commands.setExecutionStrategy(parsed -> {
            try {
                return new RunLast().execute(parsed);
            } catch (OutOfMemoryError e) {
                printLines(tooLittleMemory(), parsed.commandSpec().commandLine().getErr());
                return FAILED;
            }
        });
        commands.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
        commands.setParameterExceptionHandler((e, arguments) -> wrongUsage(e));
        return commands;
    }

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        // UTF-8 whatever the locale says: what is printed came as UTF-8 out of Redis.
        StandardOutput output = new StandardOutput();
        PrintWriter out = utf8(output);
        PrintWriter err = utf8(new FileOutputStream(FileDescriptor.err));
        int code = run(arguments, out, err);
        out.flush();
        Optional<String> failure = output.failure();
        failure.ifPresent(why -> err.println("The output could not be written: " + Text.printable(why)));
        err.flush();
        System.exit(failure.isPresent() && code == FINE ? FAILED : code);
    }

    private static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        Optional<List<String>> read = ProcessText.arguments(List.of(arguments));
        if (read.isEmpty()) {
            err.println(
                    "An argument has characters that this process can't read in its locale. Put LC_ALL=C.UTF-8 into the"
                            + " environment, and give arguments in UTF-8.");
            return WRONG_USAGE;
        }
        return commandLine(CliEnvironment.ofProcess())
                .setOut(out)
                .setErr(err)
                .execute(read.get().toArray(String[]::new));
    }

    private static PrintWriter utf8(OutputStream bytes) {
        return new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), false);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), UsageMessage.NO_COMMAND);
    }

    /** Returns what to do where the heap is too small. */
    static String tooLittleMemory() {
        return "This takes more memory than Java has here, "
                + Text.bytes(Runtime.getRuntime().maxMemory())
                + ". Give it more, as in: java -Xmx1g -jar abi-session.jar";
    }

    private static int failed(Exception e, CommandLine command) {
        boolean settings = e instanceof InvalidSettingException || e instanceof WrongUsageException;
        boolean expected = settings || e instanceof SessionStoreException || e instanceof FailedException;
        command.getOut().flush();
        StringWriter text = new StringWriter();
        if (expected) {
            text.append(Text.printable(String.valueOf(e.getMessage())));
        } else {
            e.printStackTrace(new PrintWriter(text, true));
        }
        printLines(text.toString(), command.getErr());
        return settings ? WRONG_USAGE : FAILED;
    }

    private static int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text, true);
        lines.println(UsageMessage.of(e));
        if (!UnmatchedArgumentException.printSuggestions(e, lines)) {
            command.usage(lines);
        }
        printLines(text.toString(), command.getErr());
        return WRONG_USAGE;
    }

    /** Prints text that a library has made of arguments, too. */
    private static void printLines(String text, PrintWriter err) {
        text.lines().map(Text::printable).forEach(err::println);
        err.flush();
    }

    /** Reads the version from the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = AbiSession.class.getPackage().getImplementationVersion();
            return new String[] {"abi-session " + (version == null ? "(not built)" : version)};
        }
    }
}
