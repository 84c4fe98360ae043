package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.EmbeddedSentinel;
import org.abisession.testing.TestCertificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;

/**
 * Applications that have their Redis where Spring Boot has it, by properties or by a bean, and their sessions there.
 */
@Tag("full")
class SpringRedisTest {
    private static final String PASSWORD = "p@ss/word";
    /** A bean as Testcontainers' {@code @ServiceConnection} and Docker Compose support define it, without properties. */
    private static final String CONTAINER_DETAILS = """
            package com.example.shop;

            import org.springframework.beans.factory.annotation.Value;
            import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
            import org.springframework.stereotype.Component;

            @Component
            class ContainerDetails implements RedisConnectionDetails {
                @Value("${container.port}")
                private int port;

                @Override
                public String getPassword() {
                    return "p@ss/word";
                }

                @Override
                public Standalone getStandalone() {
                    return Standalone.of("127.0.0.1", port);
                }
            }
            """;

    @TempDir
    private Path folder;

    private static List<String> jar(Application application, String server, String... properties) {
        return arguments(List.of("-jar", Extracted.once(application.jar(server)).toString()), properties);
    }

    private static List<String> arguments(List<String> java, String... properties) {
        List<String> command = new ArrayList<>(java);
        command.add("--abi.session.command-timeout=60s"); // a machine that is busy is no outage
        for (String property : properties) {
            command.add("--" + property);
        }
        return command;
    }

    /** Has a user log in and fill a cart, and looks for the session's record where it has to be. */
    private static void sessionsAreIn(Function<String, Jedis> serverOfKey, Node node) {
        User user = new User();
        user.login(node, node, "ada", "lovelace", Map.of());
        user.post(node, "/cart", Map.of("item", "tea"));

        assertThat(user.get(node, "/cart").body()).isEqualTo("cart=[Item[name=tea, count=1]]");
        String id = user.cookie("JSESSIONID").replaceFirst("\\..*", ""); // Jetty adds its route
        String key = "session:" + id + ":attributes";
        try (Jedis server = serverOfKey.apply(key)) {
            assertThat(server.hkeys(key)).contains("SPRING_SECURITY_CONTEXT", "scopedTarget.cart");
        }
    }

    private static JedisClientConfig login() {
        return DefaultJedisClientConfig.builder()
                .serverDefaultProtocol()
                .password(PASSWORD)
                .build();
    }

    private static Jedis connect(EmbeddedRedis redis, JedisClientConfig config) {
        return new Jedis(new HostAndPort("127.0.0.1", redis.port()), config);
    }

    private static String addresses(List<EmbeddedRedis> servers) {
        return servers.stream().map(server -> "127.0.0.1:" + server.port()).collect(Collectors.joining(","));
    }

    @Test
    void sessions_sentinelsOfPropertiesWithPasswordOfTheServers_areOnThePrimary() throws IOException {
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start(PASSWORD);
                Node node = Node.start(
                        Map.of("SPRING_DATA_REDIS_PASSWORD", PASSWORD),
                        jar(
                                Application.BOOT_3_5,
                                "tomcat",
                                "spring.data.redis.sentinel.master=abi",
                                "spring.data.redis.sentinel.nodes=" + addresses(sentinel.sentinels())))) {
            sessionsAreIn(key -> connect(sentinel.primary(), login()), node);
        }
    }

    @Test
    void sessions_clusterOfPropertiesWithPassword_areOnTheNodeOfTheirSlot() throws IOException {
        try (EmbeddedCluster cluster = EmbeddedCluster.startWithPassword(PASSWORD);
                Node node = Node.start(
                        Map.of("SPRING_DATA_REDIS_PASSWORD", PASSWORD),
                        jar(
                                Application.BOOT_4_0,
                                "jetty",
                                "spring.data.redis.cluster.nodes=" + addresses(cluster.nodes())))) {
            sessionsAreIn(key -> cluster.connect(cluster.primaryOf(key)), node);
        }
    }

    @Test
    void sessions_tlsByBundleOfProperties_areThere() throws IOException {
        TestCertificates certificates = TestCertificates.create(folder, "ip:127.0.0.1");
        String[] tls = Stream.concat(
                        Stream.of(certificates.serverArguments("yes")), Stream.of("--requirepass", PASSWORD))
                .toArray(String[]::new);
        JedisClientConfig config = DefaultJedisClientConfig.builder()
                .serverDefaultProtocol()
                .password(PASSWORD)
                .sslOptions(SslOptions.builder()
                        .sslVerifyMode(redis.clients.jedis.SslVerifyMode.INSECURE)
                        .keystore(certificates.keyStore().toFile(), TestCertificates.PASSWORD.toCharArray())
                        .build())
                .build();
        try (EmbeddedRedis redis = EmbeddedRedis.start(tls);
                Node node = Node.start(
                        Map.of("SPRING_DATA_REDIS_PASSWORD", PASSWORD),
                        jar(
                                Application.BOOT_3_5,
                                "jetty",
                                "spring.data.redis.host=127.0.0.1",
                                "spring.data.redis.port=" + redis.port(),
                                "spring.data.redis.ssl.bundle=redis",
                                "spring.ssl.bundle.pem.redis.truststore.certificate=file:" + certificates.ca(),
                                "spring.ssl.bundle.pem.redis.keystore.certificate=file:" + certificates.certificate(),
                                "spring.ssl.bundle.pem.redis.keystore.private-key=file:" + certificates.key()))) {
            sessionsAreIn(key -> connect(redis, config), node);
        }
    }

    @Test
    void sessions_connectionDetailsOfContainer_areInThatContainer() throws IOException {
        Path libraries = Unpacked.jar(Application.BOOT_3_5.jar("tomcat"), folder.resolve("unpacked"))
                .resolve("BOOT-INF/lib");
        String classPath = Application.BOOT_3_5.target().resolve("classes")
                + File.pathSeparator + withDetails(libraries)
                + File.pathSeparator + libraries + File.separator + "*";
        try (EmbeddedRedis redis = EmbeddedRedis.start("--requirepass", PASSWORD);
                Node node = Node.start(
                        Map.of(),
                        arguments(
                                List.of("-cp", classPath, "com.example.shop.ShopApplication"),
                                "container.port=" + redis.port(),
                                "spring.data.redis.port=1"))) {
            sessionsAreIn(key -> connect(redis, login()), node);
        }
    }

    private Path withDetails(Path libraries) throws IOException {
        Path source = Files.writeString(folder.resolve("ContainerDetails.java"), CONTAINER_DETAILS);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String jars;
        try (Stream<Path> files = Files.list(libraries)) {
            jars = files.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", classes.toString(), "-cp", jars, source.toString());
        assertThat(failed).isZero();
        return classes;
    }
}
