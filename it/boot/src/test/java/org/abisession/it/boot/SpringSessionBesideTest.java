package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop has the starter, and Spring Session is still there: it keeps the sessions. */
@Tag("full")
class SpringSessionBesideTest {
    @TempDir
    private Path folder;

    /** Returns the class path of the shop with Spring Session, and the starter. */
    private String classPath() throws IOException {
        Path starters = Unpacked.jar(Application.BOOT_3_5.jar("tomcat"), folder.resolve("starter"));
        Path libraries = Unpacked.jar(Application.BOOT_3_5_SPRING_SESSION.jar("tomcat"), folder.resolve("shop"))
                .resolve("BOOT-INF/lib");
        try (Stream<Path> all = Files.list(starters.resolve("BOOT-INF/lib"))) {
            Path starter = all.filter(
                            file -> file.getFileName().toString().startsWith("abi-session-spring-boot-starter"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(starter, libraries.resolve(starter.getFileName()));
        }
        return Application.BOOT_3_5_SPRING_SESSION.target().resolve("classes") + File.pathSeparator + libraries
                + File.separator + "*";
    }

    @Test
    void springSession_besideTheStarter_keepsTheSessionsAndItsEndpointAndTheLogSaysSo() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Node node = Node.start(
                        Map.of("SPRING_DATA_REDIS_URL", redis.uri()),
                        List.of(
                                "-cp",
                                classPath(),
                                "com.example.shop.ShopApplication",
                                "--management.endpoints.web.exposure.include=*"))) {
            User user = new User();
            user.login(node, node, "ada", "lovelace", Map.of());

            assertThat(user.cookie("SESSION")).isNotEmpty();
            assertThat(user.get(node, "/actuator/beans").body())
                    .contains("\"sessionEndpoint\"")
                    .doesNotContain("abiSessionsEndpoint");
            assertThat(node.output())
                    .contains("Spring Session keeps the sessions of this application (bean sessionRepository)")
                    .contains("abi.session.enabled=false");
        }
    }
}
