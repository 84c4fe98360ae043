package org.abisession.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.abisession.settings.ConfiguredValue.Rank;
import org.jspecify.annotations.Nullable;

/** Finds and reads the file of {@link Setting#ENV_FILE}. */
final class EnvFile {
    private static final int LONGEST = 1 << 20;
    private static final String NEXT_ACTION = "Correct that, or set abi.session.env-file=off.";

    private EnvFile() {}

    /**
     * Adds the values in the file, if there is one, to the sources.
     *
     * @param directory where a relative path starts; without one, the default file is not looked for
     */
    static void readInto(Sources sources, @Nullable Path directory) {
        Optional<ConfiguredValue> named = sources.find(Setting.ENV_FILE);
        if (named.isPresent() && Values.onOrOff(named.get().value()).equals("off")) {
            return;
        }
        if (named.isEmpty() && directory == null) {
            return;
        }
        ConfiguredValue file = named.orElseGet(() ->
                new ConfiguredValue(Setting.ENV_FILE, Setting.ENV_FILE.defaultText(), Rank.FALLBACK, "the default"));
        Path path = path(file, directory);
        if (!Files.isRegularFile(path)) {
            // A directory named .env is a Python virtual environment, not meant for us.
            if (named.isEmpty()) {
                return;
            }
            throw file.invalid(
                    (Files.exists(path)
                                    ? "must name a file, no directory or pipe, looked at "
                                    : "must name a file that exists, looked for at ")
                            + path,
                    NEXT_ACTION);
        }
        Map<String, String> values;
        try {
            values = DotEnv.parse(text(file, path), Sources::isEnvironmentName);
        } catch (DotEnv.BadLineException e) {
            throw file.invalid("must name a file of lines KEY=value: " + e.getMessage() + " of " + path, NEXT_ACTION);
        }
        if (!values.isEmpty()) {
            SecretFilePermissions.check(path).ifPresent(sources::warn);
        }
        sources.readEnvFile(values, file.value());
        if (named.isEmpty() && !values.isEmpty()) {
            sources.note(file.value() + " is " + path);
        }
    }

    private static Path path(ConfiguredValue file, @Nullable Path directory) {
        try {
            Path path = Path.of(file.value());
            return (directory == null ? path : directory.resolve(path))
                    .toAbsolutePath()
                    .normalize();
        } catch (InvalidPathException e) {
            throw file.invalid();
        }
    }

    private static String text(ConfiguredValue file, Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw file.invalid("must name a file of at most 1 MiB, looked at " + path, NEXT_ACTION);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw file.invalid("must name a file in UTF-8, looked at " + path, NEXT_ACTION);
        } catch (IOException e) {
            throw file.invalid(
                    "must name a file that can be read, looked at " + path + " ("
                            + e.getClass().getSimpleName() + ")",
                    NEXT_ACTION);
        }
    }
}
