package org.abisession.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The class paths of the candidates, as Maven has written them for each. */
final class ClassPaths {
    private ClassPaths() {}

    /** Returns the classes and settings of this module: a directory or a jar in its {@code target}. */
    static Path ownClasses() {
        try {
            return Path.of(Benchmarks.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The place of this program is not a file", e);
        }
    }

    /**
     * Returns the class path of this program, also where Maven runs it in its own JVM, with a class loader of its own.
     */
    static String running() {
        if (Benchmarks.class.getClassLoader() instanceof URLClassLoader maven) {
            return Arrays.stream(maven.getURLs())
                    .map(url -> Path.of(URI.create(url.toString())).toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    /** Returns true if Maven runs this program in its own JVM. */
    static boolean isInMaven() {
        return Benchmarks.class.getClassLoader() instanceof URLClassLoader;
    }

    /** Returns the directory {@code benchmarks}. */
    static Path module() {
        Path target = ownClasses().getParent();
        if (target == null || target.getParent() == null) {
            throw new IllegalStateException("Not below benchmarks/target: " + ownClasses());
        }
        return target.getParent();
    }

    /** Returns the class path of a candidate. */
    static List<String> of(Candidate candidate) throws IOException {
        Path file = module().resolve("candidates")
                .resolve(candidate.classPath())
                .resolve("target")
                .resolve("classpath");
        try {
            return List.of(Files.readString(file).strip().split(File.pathSeparator, -1));
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "No class path at " + file + ". Write it: mvn -pl benchmarks -am package -DskipTests", e);
        }
    }

    /** Returns the file names of a candidate's jars, which have their versions. */
    static List<String> jars(Candidate candidate) throws IOException {
        return of(candidate).stream()
                .map(jar -> jar.substring(jar.lastIndexOf(File.separatorChar) + 1))
                .filter(jar -> jar.endsWith(".jar"))
                .sorted()
                .toList();
    }
}
