package org.abisession.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the files of some settings hold, anew each time it is asked. Where that can't be read any more, what was
 * read last holds, and the log says why, once. Safe for use by several threads.
 */
final class CurrentFiles<T> implements Supplier<T> {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentFiles.class);

    private final List<ConfiguredValue> files;
    private final String nextAction;
    private final Function<List<String>, T> parser;
    private List<String> texts;
    private T last;
    private boolean failed;

    /**
     * Reads the files for the first time: they must be readable then.
     *
     * @param nextAction what to do about a file that can't be read
     * @param parser takes their texts, of one character for each byte; it throws what {@link ConfiguredValue#invalid}
     *     returns
     */
    CurrentFiles(List<ConfiguredValue> files, String nextAction, Function<List<String>, T> parser) {
        this.files = files;
        this.nextAction = nextAction;
        this.parser = parser;
        this.texts = read();
        this.last = parser.apply(texts);
    }

    /** Returns what the files hold; the same object as long as they have the same texts. */
    @Override
    public synchronized T get() {
        try {
            List<String> now = read();
            if (!now.equals(texts)) {
                last = parser.apply(now);
                texts = now;
                LOG.info("The file of {} has changed; new connections to Redis use what it holds now", names());
            }
            failed = false;
        } catch (InvalidSettingException e) {
            if (!failed) {
                LOG.warn("New connections to Redis use what the file of {} held before: {}", names(), e.getMessage());
            }
            failed = true;
        }
        return last;
    }

    private String names() {
        return files.stream()
                .map(file -> file.setting().sharedName().orElse(file.setting().fullName()))
                .collect(Collectors.joining(" or "));
    }

    private List<String> read() {
        return files.stream().map(this::text).toList();
    }

    private String text(ConfiguredValue file) {
        Path path = path(file);
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw file.invalid(
                    "must name a file that can be read, looked at " + path + " ("
                            + e.getClass().getSimpleName() + ")",
                    nextAction);
        }
    }

    /** Returns the path of a file, for messages and for reading. */
    static Path path(ConfiguredValue file) {
        try {
            return Path.of(file.value()).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw file.invalid();
        }
    }
}
