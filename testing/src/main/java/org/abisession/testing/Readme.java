package org.abisession.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fenced blocks of README.md. Tests run the commands and snippets from there, so that they are those of users. */
public final class Readme {
    private static final String FENCE = "```";

    private Readme() {}

    /** Returns the root folder of the project, which the commands of the README are for. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("The tests must run in a folder of the project");
            }
        }
        return folder;
    }

    /**
     * Returns the lines of a block, each with its line end.
     *
     * @param section the text of the heading that is nearest above the block
     * @param language what follows the block's opening fence
     * @param number 1 for the first block of that language in the section
     */
    public static String block(String section, String language, int number) {
        String name = name(section, language, number);
        String block = blocks().get(name);
        if (block == null) {
            throw new IllegalArgumentException("README.md has no block \"" + name + "\", but " + blocks().keySet());
        }
        return block;
    }

    /** Returns all blocks by their names, such as {@code Tomcat, sh 1}. */
    static Map<String, String> blocks() {
        Map<String, String> blocks = new LinkedHashMap<>();
        String section = "";
        @Nullable String open = null;
        for (String line : read().lines().toList()) {
            if (open != null && line.equals(FENCE)) {
                open = null;
            } else if (open != null) {
                blocks.merge(open, line + "\n", String::concat);
            } else if (line.startsWith(FENCE)) {
                open = nextName(section, line.substring(FENCE.length()), blocks);
                blocks.put(open, "");
            } else if (line.startsWith("#")) {
                section = line.replaceFirst("^#+ ", "");
            }
        }
        return blocks;
    }

    private static String nextName(String section, String language, Map<String, String> blocks) {
        int number = 1;
        while (blocks.containsKey(name(section, language, number))) {
            number++;
        }
        return name(section, language, number);
    }

    private static String name(String section, String language, int number) {
        return section + ", " + language + " " + number;
    }

    private static String read() {
        try {
            return Files.readString(root().resolve("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
