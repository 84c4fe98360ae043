package org.abisession.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a process was started with as UTF-8 where Java could not: it reads environment and arguments by the
 * locale, and where that is C or POSIX, as in most containers and in cron, each byte that is not ASCII becomes U+FFFD.
 */
public final class ProcessText {
    private static final String UNREADABLE = "\ufffd";
    private static final String NOT_ASCII = "[^\\x00-\\x7f]+";
    private static final Path PROCESS = Path.of("/proc/self");

    private ProcessText() {}

    /** Returns the environment of this process. What can't be read as UTF-8 either is as Java has it. */
    public static Map<String, String> environment() {
        return environment(System.getenv(), PROCESS.resolve("environ"));
    }

    static Map<String, String> environment(Map<String, String> read, Path file) {
        if (read.values().stream().noneMatch(value -> value.contains(UNREADABLE))) {
            return read;
        }
        Map<String, String> environment = new HashMap<>(read);
        for (String variable : texts(file).orElse(List.of())) {
            int end = variable.indexOf('=');
            String name = variable.substring(0, Math.max(end, 0));
            String value = variable.substring(end + 1);
            if (isSame(read.getOrDefault(name, ""), value)) {
                environment.put(name, value);
            }
        }
        return environment;
    }

    /** Returns the arguments of this process, of which Java has read these; empty if one can't be read as UTF-8. */
    public static Optional<List<String>> arguments(List<String> read) {
        return arguments(read, PROCESS.resolve("cmdline"));
    }

    static Optional<List<String>> arguments(List<String> read, Path file) {
        if (read.stream().noneMatch(text -> text.contains(UNREADABLE))) {
            return Optional.of(read);
        }
        List<String> all = texts(file).orElse(List.of()); // the JVM's own stand before them
        if (all.size() < read.size()) {
            return Optional.empty();
        }
        List<String> last = all.subList(all.size() - read.size(), all.size());
        for (int i = 0; i < last.size(); i++) {
            if (!isSame(read.get(i), last.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(List.copyOf(last));
    }

    /** Returns whether a text can be what Java has read as another one: where that is readable, they are equal. */
    private static boolean isSame(String read, String text) {
        return !text.contains(UNREADABLE)
                && (read.contains(UNREADABLE)
                        ? read.replaceAll(NOT_ASCII, "").equals(text.replaceAll(NOT_ASCII, ""))
                        : read.equals(text));
    }

    /**
     * Returns the texts of a file of {@code /proc}, each of which ends with a zero byte; U+FFFD for one that is no
     * UTF-8.
     */
    private static Optional<List<String>> texts(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException | SecurityException e) {
            return Optional.empty(); // no Linux
        }
        List<String> texts = new ArrayList<>();
        for (int from = 0, i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                texts.add(utf8(ByteBuffer.wrap(bytes, from, i - from)));
                from = i + 1;
            }
        }
        return Optional.of(texts);
    }

    private static String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return UNREADABLE;
        }
    }
}
