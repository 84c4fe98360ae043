package org.abisession.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs commands in this process, with an environment of their own. */
final class Cli {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, String> environment = new HashMap<>();
    private Path directory = Path.of("/nonexistent");
    private InstantSource clock = Clock.systemUTC();
    private boolean terminal;
    private Duration patience = Duration.ofSeconds(90); // so that nothing here depends on how busy the machine is
    private String answer = "";

    /** The outcome of a command. */
    record Outcome(int code, String out, String err) {
        JsonNode json() {
            return JSON.readTree(out);
        }

        List<JsonNode> lines() {
            return out.lines().map(JSON::readTree).toList();
        }

        String all() {
            return out + err;
        }
    }

    static Cli at(String url) {
        return new Cli().env("REDIS_URL", url);
    }

    Cli env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Cli directory(Path there) {
        directory = there;
        return this;
    }

    Cli clock(InstantSource other) {
        clock = other;
        return this;
    }

    Cli patience(Duration longest) {
        patience = longest;
        return this;
    }

    Cli envUnlessSet(String name, String value) {
        environment.putIfAbsent(name, value);
        return this;
    }

    /** Runs commands on a terminal, with a user who types this. */
    Cli answering(String line) {
        terminal = true;
        answer = line;
        return this;
    }

    Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = commands(out, err).execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }

    CommandLine commands(StringWriter out, StringWriter err) {
        CliEnvironment surroundings = new CliEnvironment(
                environment, new Properties(), directory, clock, terminal, false, patience, () -> answer);
        return AbiSession.commandLine(surroundings).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    }
}
