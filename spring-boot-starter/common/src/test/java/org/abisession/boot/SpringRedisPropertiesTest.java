package org.abisession.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingOrigin;
import org.abisession.settings.SettingsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SpringRedisPropertiesTest {
    private static final DefaultListableBeanFactory NO_BEANS = new DefaultListableBeanFactory();

    private static RedisEndpoint redis(Map<String, Object> properties, Map<String, String> ours) {
        return settings(properties, ours).redis();
    }

    private static SessionSettings settings(Map<String, Object> properties, Map<String, String> ours) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("application.yml", properties));
        return settings(environment, ours, SessionSettings.builder());
    }

    static SessionSettings settings(
            StandardEnvironment environment, Map<String, String> ours, SettingsBuilder builder) {
        BootSessions sessions = new BootSessions(
                environment,
                OwnApplication.NONE,
                new SpringRedisSettings(
                        NO_BEANS.getBeanProvider(SpringRedis.Source.class),
                        new SpringRedisProperties(environment, NO_BEANS.getBeanProvider(SslBundles.class))));
        ours.forEach(builder::adapter);
        sessions.additions(java.util.Optional.of(java.time.Duration.ofMinutes(30)))
                .accept(builder);
        return builder.build();
    }

    @Test
    void passwords_withBlanksAroundThem_areTakenAsTheyAre() {
        Map<String, Object> server =
                Map.of("spring.data.redis.host", "redis.internal", "spring.data.redis.password", " secret ");
        Map<String, Object> sentinels = Map.of(
                "spring.data.redis.sentinel.nodes", "one:26379",
                "spring.data.redis.sentinel.master", "main",
                "spring.data.redis.sentinel.password", "\twatch ");

        assertThat(redis(server, Map.of()).password()).contains(" secret ");
        assertThat(redis(sentinels, Map.of()).sentinelLogin().password()).contains("\twatch ");
    }

    @Test
    void hostAndPort_areTaken() {
        RedisEndpoint redis = redis(
                Map.of(
                        "spring.data.redis.host",
                        "redis.internal",
                        "spring.data.redis.port",
                        6380,
                        "spring.data.redis.database",
                        3,
                        "spring.data.redis.username",
                        "shop",
                        "spring.data.redis.password",
                        "p@ss:w/rd %?#+",
                        "spring.data.redis.ssl.enabled",
                        true),
                Map.of());

        assertThat(redis.nodes()).hasToString("[redis.internal:6380]");
        assertThat(redis.database()).isEqualTo(3);
        assertThat(redis.username()).contains("shop");
        assertThat(redis.password()).contains("p@ss:w/rd %?#+");
        assertThat(redis.tls()).isTrue();
    }

    @Test
    void passwordAlone_isTakenForLocalhost() {
        assertThat(redis(Map.of("spring.data.redis.password", "secret"), Map.of())
                        .password())
                .contains("secret");
    }

    @Test
    void url_isTaken() {
        RedisEndpoint redis = redis(
                Map.of(
                        "spring.data.redis.url",
                        "rediss://shop:secret@redis.internal:6390/2",
                        "spring.data.redis.host",
                        "other"),
                Map.of());

        assertThat(redis.nodes()).hasToString("[redis.internal:6390]");
        assertThat(redis.tls()).isTrue();
        assertThat(redis.password()).contains("secret");
    }

    @Test
    void sentinel_isTaken() {
        RedisEndpoint redis = redis(
                Map.of(
                        "spring.data.redis.sentinel.master", "main",
                        "spring.data.redis.sentinel.nodes", "s1:26379,s2:26379",
                        "spring.data.redis.password", "secret"),
                Map.of());

        assertThat(redis.mode()).isEqualTo(RedisEndpoint.Mode.SENTINEL);
        assertThat(redis.sentinelMaster()).contains("main");
        assertThat(redis.nodes()).hasSize(2);
    }

    @Test
    void sentinelPassword_isThatOfTheSentinelsAlone() {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.sentinel.master", "main",
                "spring.data.redis.sentinel.nodes", "s1:26379",
                "spring.data.redis.sentinel.username", "watcher",
                "spring.data.redis.sentinel.password", "p@ss",
                "spring.data.redis.password", "secret");

        RedisEndpoint redis = redis(springs, Map.of());
        assertThat(redis.sentinelLogin().username()).contains("watcher");
        assertThat(redis.sentinelLogin().password()).contains("p@ss");
        assertThat(redis.password()).contains("secret");
        assertThat(redis.toString()).doesNotContain("p@ss", "secret");
    }

    @Test
    void sentinelUserWithoutPassword_isIgnoredAsBySpringBoot() {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.sentinel.master", "main",
                "spring.data.redis.sentinel.nodes", "s1:26379",
                "spring.data.redis.sentinel.username", "watcher");

        assertThat(redis(springs, Map.of()).sentinelLogin().username()).isEmpty();
    }

    @Test
    void sentinelPassword_addressOfOurs_isNotAskedFor() {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.sentinel.master", "main",
                "spring.data.redis.sentinel.nodes", "s1:26379",
                "spring.data.redis.sentinel.password", "p@ss");

        assertThat(redis(springs, Map.of("redis-host", "sessions")).nodes()).hasToString("[sessions:6379]");
    }

    @Test
    void cluster_isTaken() {
        RedisEndpoint redis = redis(
                Map.of(
                        "spring.data.redis.cluster.nodes[0]",
                        "c1:6379",
                        "spring.data.redis.cluster.nodes[1]",
                        "c2:6379"),
                Map.of());

        assertThat(redis.mode()).isEqualTo(RedisEndpoint.Mode.CLUSTER);
        assertThat(redis.nodes()).hasSize(2);
    }

    @Test
    void url_withQuery_isTakenAsSpringBootTakesIt() {
        RedisEndpoint redis =
                redis(Map.of("spring.data.redis.url", "redis://shop:p%3Fss@redis_1:6390/2?timeout=2s#cache"), Map.of());

        assertThat(redis.nodes()).hasToString("[redis_1:6390]");
        assertThat(redis.database()).isEqualTo(2);
        assertThat(redis.password()).contains("p?ss");
    }

    @Test
    void url_withoutColonBeforeTheAt_hasAPasswordAsSpringBootTakesIt() {
        RedisEndpoint redis = redis(Map.of("spring.data.redis.url", "rediss://secret@redis.internal"), Map.of());

        assertThat(redis.username()).isEmpty();
        assertThat(redis.password()).contains("secret");
    }

    @Test
    void url_wrong_messageNamesSpringsProperty() {
        assertThatThrownBy(() -> redis(Map.of("spring.data.redis.url", "redis://:p@ss?w@h/zero"), Map.of()))
                .hasMessageStartingWith("spring.data.redis.url must ")
                .hasMessageNotContaining("p@ss");
    }

    @Test
    void tls_switchedOffWhereABundleIsNamed_isOff() {
        RedisEndpoint redis = redis(
                Map.of(
                        "spring.data.redis.host", "redis.internal",
                        "spring.data.redis.ssl.bundle", "redis",
                        "spring.data.redis.ssl.enabled", "false"),
                Map.of());

        assertThat(redis.tls()).isFalse();
    }

    @Test
    void tls_bundleAlone_isOn() {
        assertThat(redis(Map.of("spring.data.redis.ssl.bundle", "redis"), Map.of())
                        .tls())
                .isTrue();
    }

    @Test
    void masterReplica_stopsAndSaysWhatToDo() {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.masterreplica.nodes", "r1:6379,r2:6379", "spring.data.redis.password", "p@ss");

        assertThatThrownBy(() -> redis(springs, Map.of()))
                .isInstanceOf(SessionSettingsException.class)
                .hasMessageStartingWith("spring.data.redis.masterreplica.nodes must not be set")
                .hasMessageContaining("Set abi.session.redis-url to the primary");
        assertThat(redis(springs, Map.of("redis-host", "sessions")).nodes()).hasToString("[sessions:6379]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"port=6380", "password=secret", "database=1", "ssl.bundle=redis", "ssl.enabled=true"})
    void origin_isThePropertyThatIsSet(String property) {
        String[] parts = property.split("=", -1);
        String name = "spring.data.redis." + parts[0];

        assertThat(settings(Map.of(name, parts[1]), Map.of()).found())
                .extracting(SettingOrigin::toString)
                .anyMatch(origin -> origin.startsWith("redis-url=") && origin.endsWith(" (" + name + ")"));
    }

    @Test
    void userOfOurs_passwordOfSprings_areTakenTogether() {
        RedisEndpoint redis = redis(Map.of("spring.data.redis.password", "secret"), Map.of("redis-username", "app"));

        assertThat(redis.username()).contains("app");
        assertThat(redis.password()).contains("secret");
    }

    @Test
    void authoritiesOfOurs_tlsOfSprings_areTakenTogether() {
        String authority =
                Path.of("src/test/resources/authority.pem").toAbsolutePath().toString();

        SessionSettings settings =
                settings(Map.of("spring.data.redis.ssl.enabled", "true"), Map.of("redis-ca", authority));

        assertThat(settings.redis().tls()).isTrue();
        assertThat(settings.redisAuthorities()).hasSize(1);
    }

    @Test
    void oursSet_nothingOfSpringsIsTaken() {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.host",
                "cache",
                "spring.data.redis.password",
                "secret",
                "spring.data.redis.ssl.enabled",
                true);

        RedisEndpoint redis = redis(springs, Map.of("redis-host", "sessions"));

        assertThat(redis.nodes()).hasToString("[sessions:6379]");
        assertThat(redis.password()).isEmpty();
        assertThat(redis.tls()).isFalse();
    }

    @Test
    void userOfSprings_passwordOfOurs_areTakenTogether() {
        RedisEndpoint redis = redis(
                Map.of("spring.data.redis.username", "shop", "spring.data.redis.host", "h"),
                Map.of("redis-password", "secret"));

        assertThat(redis.nodes()).hasToString("[h:6379]");
        assertThat(redis.username()).contains("shop");
        assertThat(redis.password()).contains("secret");
    }

    @Test
    void userOfSprings_withoutAnyPassword_isIgnoredAsSpringBootDoes() {
        RedisEndpoint redis = redis(Map.of("spring.data.redis.username", "shop"), Map.of());

        assertThat(redis.username()).isEmpty();
        assertThat(redis.password()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentinel.nodes", "cluster.nodes"})
    void url_besideSentinelsOrCluster_hasTheirLoginAndTls(String nodes) {
        RedisEndpoint redis = redis(
                Map.of(
                        "spring.data.redis.url",
                        "rediss://shop:p%2Bss+@other:6390/0",
                        "spring.data.redis.sentinel.master",
                        "main",
                        "spring.data.redis." + nodes,
                        "s1:26379,s2:26379",
                        "spring.data.redis.username",
                        "nobody",
                        "spring.data.redis.password",
                        "unused"),
                Map.of());

        assertThat(redis.nodes()).hasToString("[s1:26379, s2:26379]");
        assertThat(redis.username()).contains("shop");
        assertThat(redis.password()).contains("p+ss+");
        assertThat(redis.tls()).isTrue();
    }

    @Test
    void url_besideSentinels_hasTheirDatabase() {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.url", "redis://secret@other/5?timeout=2s",
                "spring.data.redis.sentinel.master", "main",
                "spring.data.redis.sentinel.nodes", "s1:26379",
                "spring.data.redis.database", 3);

        RedisEndpoint redis = redis(springs, Map.of());

        assertThat(redis.database()).isEqualTo(5);
        assertThat(redis.username()).isEmpty();
        assertThat(redis.password()).contains("secret");
    }

    @Test
    void url_wrongBesideSentinels_stopsAndNamesSpringsProperty() {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.url", "http://:p@ss@h",
                "spring.data.redis.sentinel.master", "main",
                "spring.data.redis.sentinel.nodes", "s1:26379");

        assertThatThrownBy(() -> redis(springs, Map.of()))
                .hasMessageStartingWith("spring.data.redis.url must have the form ")
                .hasMessageNotContaining("p@ss");
    }

    @Test
    void origins_severalProperties_eachSettingNamesItsOwn() {
        Map<String, Object> springs = Map.of(
                "spring.data.redis.host", "redis.internal",
                "spring.data.redis.username", "shop",
                "spring.data.redis.ssl.enabled", true);

        assertThat(settings(springs, Map.of("redis-password", "secret")).origins())
                .contains("(spring.data.redis.host)")
                .contains("redis-username=shop (spring.data.redis.username)")
                .contains("redis-tls=true (spring.data.redis.ssl.enabled)");
    }

    @Test
    void origins_urlWithTls_namesTheUrl() {
        assertThat(settings(Map.of("spring.data.redis.url", "rediss://redis.internal"), Map.of())
                        .origins())
                .contains("redis-tls=true (spring.data.redis.url)");
    }
}
