package org.abisession.it.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Packs an application and its libraries into one jar, as the shade plugin does with Spring Boot's transformers. */
final class ShadedJar implements AutoCloseable {
    private final JarOutputStream out;
    private final Set<String> written = new HashSet<>();
    private final Map<String, StringBuilder> appended = new TreeMap<>();
    private final Map<String, Properties> merged = new TreeMap<>();

    ShadedJar(Path target, String mainClass) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        out = new JarOutputStream(Files.newOutputStream(target), manifest);
    }

    void addLibraries(Path folder) throws IOException {
        try (Stream<Path> jars = Files.list(folder)) {
            for (Path jar : jars.sorted().toList()) {
                try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
                    for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                        add(entry.getName(), in);
                    }
                }
            }
        }
    }

    void addClasses(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    add(folder.relativize(file).toString().replace('\\', '/'), in);
                }
            }
        }
    }

    private void add(String name, InputStream in) throws IOException {
        if (name.endsWith("/") || name.matches("META-INF/(MANIFEST\\.MF|[^/]*\\.(SF|RSA|DSA))")) {
            return;
        }
        if (name.endsWith(".factories")) {
            Properties entries = new Properties();
            entries.load(in);
            Properties all = merged.computeIfAbsent(name, unused -> new Properties());
            entries.forEach((key, value) -> all.merge(key, value, (one, more) -> one + "," + more));
        } else if (name.startsWith("META-INF/spring") || name.startsWith("META-INF/services/")) {
            appended.computeIfAbsent(name, unused -> new StringBuilder())
                    .append(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .append('\n');
        } else if (written.add(name)) {
            addFoldersOf(name);
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
        }
    }

    /** Spring finds the classes of a package by its folder. */
    private void addFoldersOf(String name) throws IOException {
        for (int end = name.indexOf('/'); end > 0; end = name.indexOf('/', end + 1)) {
            String parent = name.substring(0, end + 1);
            if (written.add(parent)) {
                out.putNextEntry(new JarEntry(parent));
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Map.Entry<String, StringBuilder> entry : appended.entrySet()) {
            out.putNextEntry(new JarEntry(entry.getKey()));
            out.write(entry.getValue().toString().getBytes(StandardCharsets.UTF_8));
        }
        for (Map.Entry<String, Properties> entry : merged.entrySet()) {
            out.putNextEntry(new JarEntry(entry.getKey()));
            entry.getValue().store(out, null);
        }
        out.close();
    }
}
