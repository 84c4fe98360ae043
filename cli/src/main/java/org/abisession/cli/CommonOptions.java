package org.abisession.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Holds the options that every command has. */
final class CommonOptions {
    /** Matches what may be the name of a setting or a misspelt one; ids are longer, or have digits. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z._-]{1,30}");

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The Redis to use: redis://host:6379/0. A password is better kept in the environment or in .env.")
    @Nullable
    String url;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Sets a setting by its name, such as app=shop or redis-db=3. May be repeated.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--json", description = "Prints JSON, for programs.")
    boolean json;

    @Option(names = "--show-ids", description = "Shows whole session ids. Anyone who has an id can use its session.")
    boolean showIds;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    boolean help;

    /** Returns the settings of this call; those in {@code first} overrule all others. */
    SessionSettings settings(CliEnvironment environment, Map<String, String> first) {
        return builder(environment, first).build();
    }

    /** Returns the same settings with longer timeouts for Redis than a server has, where none are set. */
    SessionSettings patientSettings(CliEnvironment environment, Map<String, String> first) {
        return builder(environment, first)
                .defaultValue("connect-timeout", "5s", "the command line")
                .defaultValue("command-timeout", "10s", "the command line")
                .build();
    }

    private SettingsBuilder builder(CliEnvironment environment, Map<String, String> first) {
        SettingsBuilder builder = environment.settings();
        if (url != null) {
            builder.commandLine("redis-url", url);
        }
        set.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                // Not the name, which may hold a URL with its password, or an id.
                throw new WrongUsageException("--set must be NAME=VALUE, with the name of a setting");
            }
            builder.commandLine(name, value);
        });
        first.forEach(builder::commandLine);
        return builder;
    }
}
