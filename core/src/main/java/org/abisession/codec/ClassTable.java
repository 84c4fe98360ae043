package org.abisession.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads lists of class names as people write them: a package and the names in it on a line; a line that is indented
 * goes on with the package above; one that begins with {@code #} is a comment.
 */
final class ClassTable {
    private ClassTable() {}

    /**
     * Returns the text of a file beside this class, without blank lines and comments.
     *
     * @throws IllegalStateException if the jar has no such file
     */
    static List<String> lines(String file) {
        try (InputStream in = ClassTable.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not in the jar of abi-session-core. Build it again.");
            }
            return lines(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Stream<String> all) {
        return all.filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }

    /** Returns the full names in a table. */
    static Set<String> read(String table) {
        return read(lines(table.lines()));
    }

    /** Returns the full names in the lines of a table. */
    static Set<String> read(List<String> lines) {
        Set<String> all = new LinkedHashSet<>();
        String inPackage = "";
        for (String line : lines) {
            String[] words = line.strip().split(" +");
            boolean goesOn = line.startsWith(" ");
            if (!goesOn) {
                inPackage = words[0];
            }
            String prefix = inPackage + '.';
            Arrays.stream(words).skip(goesOn ? 0 : 1).forEach(name -> all.add(prefix + name));
        }
        return Set.copyOf(all);
    }
}
