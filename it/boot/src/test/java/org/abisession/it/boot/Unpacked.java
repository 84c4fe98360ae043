package org.abisession.it.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Unpacks jars as {@code jar xf} does. */
final class Unpacked {
    private Unpacked() {}

    /** Unpacks a jar into a directory, unless that is there already, and returns the directory. */
    static Path jar(Path file, Path target) throws IOException {
        if (!Files.exists(target)) {
            try (JarFile jar = new JarFile(file.toFile())) {
                for (JarEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                    Path unpacked = target.resolve(entry.getName());
                    Files.createDirectories(unpacked.getParent());
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, unpacked);
                    }
                }
            }
        }
        return target;
    }
}
