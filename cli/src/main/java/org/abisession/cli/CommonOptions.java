package org.abisession.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class CommonOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Which Redis: redis://host:6379/0. A password is better kept in the environment or in .env.")
    @Nullable
    String url;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Any setting by its name, such as app=shop or redis-db=3; may be given again.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--json", description = "The output as JSON, for programs.")
    boolean json;

    @Option(names = "--show-ids", description = "Whole session ids in the output. Who has one has the session.")
    boolean showIds;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    boolean help;

    /** The settings of this call, with some that come before all others. */
    SessionSettings settings(Surroundings surroundings, Map<String, String> first) {
        SettingsBuilder builder = surroundings.settings();
        if (url != null) {
            builder.commandLine("redis-url", url);
        }
        set.forEach(builder::commandLine);
        first.forEach(builder::commandLine);
        return builder.build();
    }
}
