package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the application was packed as, its own classes are its own, and those of its libraries are not. */
@Tag("full")
class LayoutsTest {
    private static final String MAIN = "com.example.shop.ShopApplication";
    /** Tells what the shop has for Jetty alone. Tomcat has some of it inside, and no module may be there twice. */
    private static final Pattern OF_JETTY =
            Pattern.compile("/jakarta\\.(websocket|enterprise|inject|interceptor|transaction)[^/]*$");

    private static final Application APPLICATION = Application.BOOT_3_5;

    @TempDir
    private static Path folder;

    private static EmbeddedRedis redis;

    /** Describes what Spring Boot's documentation offers, and what else people do. */
    enum Layout {
        CLASSES_DIRECTORY {
            @Override
            List<String> command(String server) throws IOException {
                return List.of("-cp", classes() + File.pathSeparator + libraries(server), MAIN);
            }
        },
        EXECUTABLE_WAR {
            @Override
            List<String> command(String server) throws IOException {
                assumeThat(server).as("The war has Tomcat inside").isEqualTo("tomcat");
                Path war = folder.resolve("shop.war");
                Files.copy(APPLICATION.war(), war);
                return List.of("-jar", war.toString());
            }
        },
        EXTRACTED {
            @Override
            List<String> command(String server) throws IOException {
                Path jar = Extracted.jar(APPLICATION.jar(server), folder.resolve("extracted-" + server));
                return List.of("-jar", jar.toString());
            }
        },
        EXTRACTED_WITH_CDS {
            @Override
            List<String> command(String server) throws IOException {
                Path target = folder.resolve("cds-" + server);
                String jar = Extracted.jar(APPLICATION.jar(server), target).toString();
                Path archive = target.resolve("application.jsa");
                Extracted.run(
                        "-XX:ArchiveClassesAtExit=" + archive,
                        "-Dspring.context.exit=onRefresh",
                        "-jar",
                        jar,
                        "--server.port=0");
                return List.of("-XX:SharedArchiveFile=" + archive, "-jar", jar);
            }
        },
        LAYERS_WITH_LAUNCHER {
            @Override
            List<String> command(String server) throws IOException {
                Path target = folder.resolve("layers-" + server);
                Extracted.run(
                        "-Djarmode=tools",
                        "-jar",
                        APPLICATION.jar(server).toString(),
                        "extract",
                        "--layers",
                        "--launcher",
                        "--destination",
                        target.toString());
                return List.of("-cp", merged(target).toString(), "org.springframework.boot.loader.launch.JarLauncher");
            }
        },
        LAYERS {
            @Override
            List<String> command(String server) throws IOException {
                Path target = folder.resolve("thin-layers-" + server);
                Extracted.run(
                        "-Djarmode=tools",
                        "-jar",
                        APPLICATION.jar(server).toString(),
                        "extract",
                        "--layers",
                        "--destination",
                        target.toString());
                return List.of(
                        "-jar",
                        merged(target)
                                .resolve(APPLICATION.jar(server).getFileName())
                                .toString());
            }
        },
        PROPERTIES_LAUNCHER {
            @Override
            List<String> command(String server) {
                return List.of(
                        "-cp",
                        APPLICATION.jar(server).toString(),
                        "-Dloader.main=" + MAIN,
                        "org.springframework.boot.loader.launch.PropertiesLauncher");
            }
        },
        EXPLODED {
            @Override
            List<String> command(String server) throws IOException {
                return List.of(
                        "-cp", unpacked(server).toString(), "org.springframework.boot.loader.launch.JarLauncher");
            }
        },
        PLAIN_JAR_ON_CLASS_PATH {
            @Override
            List<String> command(String server) throws IOException {
                return List.of("-cp", plainJar(server) + File.pathSeparator + libraries(server), MAIN);
            }
        },
        SHADED {
            @Override
            List<String> command(String server) throws IOException {
                return List.of("-jar", shaded(server).toString());
            }
        },
        AHEAD_OF_TIME {
            @Override
            List<String> command(String server) throws IOException {
                String classPath = classes() + File.pathSeparator + jars(server, file -> true);
                Path generated = AheadOfTime.process(MAIN, classPath, folder.resolve("aot-" + server));
                return List.of("-Dspring.aot.enabled=true", "-cp", generated + File.pathSeparator + classPath, MAIN);
            }
        },
        MODULE_PATH {
            @Override
            List<String> command(String server) throws IOException {
                assumeThat(server).as("Tried on Tomcat").isEqualTo("tomcat");
                Path jar = folder.resolve("shop.jar");
                Files.copy(plainJar(server), jar);
                String modules = jars(server, file -> !OF_JETTY.matcher(file).find());
                return List.of(
                        "-p",
                        jar + File.pathSeparator + modules,
                        "--add-modules",
                        "ALL-MODULE-PATH",
                        "-m",
                        "shop/" + MAIN);
            }
        };

        abstract List<String> command(String server) throws IOException;
    }

    @BeforeAll
    static void start() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void classes_onTomcat_areToldApart(Layout layout) throws IOException {
        assumeThat(layout == Layout.EXECUTABLE_WAR
                        || layout == Layout.SHADED
                        || layout == Layout.AHEAD_OF_TIME
                        || Cell.isWhole())
                .as("Run with -Pmatrix")
                .isTrue();
        tellApart(layout, "tomcat");
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void classes_onJetty_areToldApart(Layout layout) throws IOException {
        assumeThat(layout == Layout.CLASSES_DIRECTORY || Cell.isWhole())
                .as("Run with -Pmatrix")
                .isTrue();
        tellApart(layout, "jetty");
    }

    private static void tellApart(Layout layout, String server) throws IOException {
        try (Node node = Node.start(Map.of("REDIS_URL", redis.uri()), layout.command(server))) {
            User user = new User();
            user.login(node, node, "ada", "lovelace", Map.of());

            assertThat(user.post(node, "/cart", Map.of("item", "tea")).body()).contains("tea");
            assertThat(user.get(node, "/cart").body()).as(layout::name).isEqualTo("cart=[Item[name=tea, count=1]]");
            assertThat(user.get(node, "/library").status()).isEqualTo(200);
            // A thread of its own reads what the node writes.
            await().until(() -> node.output()
                    .contains("org.springframework.util.LinkedCaseInsensitiveMap is neither a value of the JDK"));
            user.logout(node);
            await().until(() -> node.output().contains("a session that has ended: [Item[name=tea, count=1]]"));
        }
    }

    private static Path classes() {
        return APPLICATION.target().resolve("classes");
    }

    private static Path plainJar(String server) {
        return APPLICATION
                .target()
                .resolve(APPLICATION.jar(server).getFileName().toString().replace("-" + server, ""));
    }

    private static Path unpacked(String server) throws IOException {
        return Unpacked.jar(APPLICATION.jar(server), folder.resolve("unpacked-" + server));
    }

    private static String libraries(String server) throws IOException {
        return unpacked(server).resolve("BOOT-INF/lib") + File.separator + "*";
    }

    /** Returns the libraries one by one. */
    private static String jars(String server, Predicate<String> wanted) throws IOException {
        try (Stream<Path> files = Files.list(unpacked(server).resolve("BOOT-INF/lib"))) {
            return files.map(Path::toString).filter(wanted).collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** Puts the layers into one directory, as the COPY lines of a Dockerfile do. */
    private static Path merged(Path layers) throws IOException {
        Path target = layers.resolve("merged");
        for (String layer : List.of("dependencies", "spring-boot-loader", "snapshot-dependencies", "application")) {
            Path from = layers.resolve(layer);
            if (Files.exists(from)) {
                try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        Path to = target.resolve(from.relativize(file).toString());
                        Files.createDirectories(to.getParent());
                        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
        return target;
    }

    private static Path shaded(String server) throws IOException {
        Path target = folder.resolve("shaded-" + server + ".jar");
        try (ShadedJar jar = new ShadedJar(target, MAIN)) {
            jar.addLibraries(unpacked(server).resolve("BOOT-INF/lib"));
            jar.addClasses(classes());
        }
        return target;
    }
}
