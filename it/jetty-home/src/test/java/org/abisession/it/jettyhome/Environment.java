package org.abisession.it.jettyhome;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A servlet environment of Jetty, and a web application for it, compiled against the API that Jetty has there. */
enum Environment {
    EE8("javax.servlet", "jetty-servlet-api-4.*.jar"),
    EE9("jakarta.servlet", "jetty-jakarta-servlet-api-5.*.jar"),
    EE10("jakarta.servlet", "jakarta.servlet-api-6.0.*.jar"),
    EE11("jakarta.servlet", "jakarta.servlet-api-6.1.*.jar");

    private final String servletPackage;
    private final String apiJar;

    Environment(String servletPackage, String apiJar) {
        this.servletPackage = servletPackage;
        this.apiJar = apiJar;
    }

    /** Returns the name as Jetty writes it, which is the context path of its application. */
    String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Puts the application into {@code webapps}. */
    void deploy(Path home, Path base) throws IOException {
        deploy(home, base, id());
    }

    /** Puts it there with the jars of abi-session in its WEB-INF/lib, and the descriptor that installs them. */
    void deployWithJars(Path home, Path base, String path) throws IOException {
        deploy(home, base, path);
        Path webInf = base.resolve("webapps").resolve(path).resolve("WEB-INF");
        String document = Files.readString(Path.of("../../docs/deployments.md"));
        int begin = document.indexOf("<?xml");
        Files.writeString(
                webInf.resolve("jetty-" + id() + "-web.xml"),
                document.substring(begin, document.indexOf("```", begin)).replace("ee10", id()));
        Files.createDirectories(webInf.resolve("lib"));
        for (Path jar : find(base.resolve("lib/abi"), "*.jar")) {
            Files.copy(jar, webInf.resolve("lib").resolve(jar.getFileName()));
        }
    }

    private void deploy(Path home, Path base, String path) throws IOException {
        Path directory = base.resolve("webapps").resolve(path);
        Path classes = Files.createDirectories(directory.resolve("WEB-INF/classes"));
        Files.writeString(
                directory.resolve("WEB-INF/web.xml"), resource("web.xml").replace("ENVIRONMENT", path));
        Files.writeString(base.resolve("webapps").resolve(path + ".properties"), "environment=" + id() + "\n");
        Path source =
                Files.createDirectories(base.resolve("sources").resolve(path)).resolve("CountServlet.java");
        Files.writeString(source, resource("CountServlet.java.txt").replace("SERVLET", servletPackage));
        String classPath = Stream.concat(
                        find(home.resolve("lib"), apiJar).stream(),
                        find(base.resolve("lib/abi"), "abi-session-core-*.jar").stream())
                .map(Path::toString)
                .collect(Collectors.joining(java.io.File.pathSeparator));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(
                null, null, null, "-d", classes.toString(), "--release", "17", "-cp", classPath, source.toString());
        if (result != 0) {
            throw new IllegalStateException("The application for " + id() + " does not compile against " + classPath);
        }
    }

    private static List<Path> find(Path directory, String glob) throws IOException {
        try (var files = Files.newDirectoryStream(directory, glob)) {
            List<Path> found = Stream.iterate(files.iterator(), it -> it.hasNext(), it -> it)
                    .map(it -> it.next())
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("There is no " + glob + " in " + directory);
            }
            return found;
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Environment.class.getResourceAsStream("/webapp/" + name)) {
            if (in == null) {
                throw new IllegalStateException("There is no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
