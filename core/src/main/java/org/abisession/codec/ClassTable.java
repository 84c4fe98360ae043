package org.abisession.codec;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A list of class names as people can read it: a package and the names in it on a line; a line that is indented
 * goes on with the package above; one that begins with {@code #} is a comment.
 */
final class ClassTable {
    private ClassTable() {}

    /** The full names. */
    static Set<String> read(String table) {
        Set<String> all = new LinkedHashSet<>();
        String inPackage = "";
        for (String line : table.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
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
