package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.abisession.settings.RedisEndpoint.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the forms of a Redis URL, and the URL beside the separate settings. */
class RedisUrlTest {
    private static final long SEED = 20240115;

    @ParameterizedTest
    @CsvSource({
        "redis://cache, cache:6379, 0, false",
        "redis://cache/, cache:6379, 0, false",
        "REDIS://cache:7000/15, cache:7000, 15, false",
        "rediss://10.0.0.1:7000/0, 10.0.0.1:7000, 0, true",
        "redis://[::1]:7000/1, [::1]:7000, 1, false",
        "redis://[fe80::1%eth0], [fe80::1%eth0]:6379, 0, false",
    })
    void url_oneServer_isRead(String url, String address, int database, boolean tls) {
        RedisEndpoint redis = fromUrl(url);

        assertThat(redis.mode()).isEqualTo(Mode.STANDALONE);
        assertThat(redis.address()).isEqualTo(address);
        assertThat(redis.database()).isEqualTo(database);
        assertThat(redis.tls()).isEqualTo(tls);
        assertThat(redis.username()).isEmpty();
        assertThat(redis.password()).isEmpty();
    }

    @Test
    void url_sentinels_areReadWithMasterAndDatabase() {
        RedisEndpoint redis = fromUrl("redis-sentinel://app:pw@s1,s2:26380,[::1]:26381/main.1/3");

        assertThat(redis.mode()).isEqualTo(Mode.SENTINEL);
        assertThat(redis.nodes())
                .containsExactly(new HostPort("s1", 26379), new HostPort("s2", 26380), new HostPort("::1", 26381));
        assertThat(redis.sentinelMaster()).contains("main.1");
        assertThat(redis.database()).isEqualTo(3);
        assertThat(redis.username()).contains("app");
        assertThat(redis.password()).contains("pw");
        assertThat(redis.address()).isEqualTo("s1:26379,s2:26380,[::1]:26381 (sentinels of main.1)");
    }

    @Test
    void url_cluster_isReadWithItsNodes() {
        RedisEndpoint redis = fromUrl("redis-cluster://:pw@n1, n2:7001,n1:6379");

        assertThat(redis.mode()).isEqualTo(Mode.CLUSTER);
        assertThat(redis.nodes()).isEqualTo(List.of(new HostPort("n1", 6379), new HostPort("n2", 7001)));
        assertThat(redis.password()).contains("pw");
    }

    @Test
    void url_userAndPassword_arePercentDecoded() {
        RedisEndpoint redis = fromUrl("redis://us%3Aer:p%40ss%2Fw%C3%B6rd+%25:x@cache");

        assertThat(redis.username()).contains("us:er");
        assertThat(redis.password()).contains("p@ss/wörd+%:x");
    }

    @ParameterizedTest
    @CsvSource({
        "cache:6379, must begin with redis://",
        "http://:hunter2@cache, 'not with http://'",
        "redis://, must have a host",
        "redis://:hunter2@, must have a host",
        "redis://:hunter2@cache:, a port from 1 to 65535",
        "redis://:hunter2@cache:0, a port from 1 to 65535",
        "redis://:hunter2@cache:65536, a port from 1 to 65535",
        "redis://:hunter2@::1, an address of IPv6 in brackets",
        "redis://:hunter2@[::1, must have a host",
        "redis://:hunter2@a b, must have a host",
        "redis://:hunter2@cache/-1, a database number",
        "redis://:hunter2@cache/2147483648, a database number",
        "redis://:hunter2@cache/hunter2, a database number",
        "redis://:hunter2@cache/0/1, a database number",
        "'redis://:hunter2@a,b', must name one host",
        "redis://:hunter2@cache?timeout=1, 'must have no query parameter, and has timeout'",
        "redis://:hunter2@cache/0#x, must have no fragment",
        "redis://:hunter2/x@cache, must have no @ after its hosts",
        "redis://:x?hunter2=y@cache, must have no @ after its hosts",
        "redis://:%hunter2@cache, percent-encoded UTF-8",
        "redis://:hunter2%@cache, percent-encoded UTF-8",
        "redis://:hunter2%FF@cache, percent-encoded UTF-8",
        "redis://hunter2@cache, must not name a user without a password",
        "'redis-sentinel://:hunter2@a,b', must name the master",
        "redis-sentinel://:hunter2@a/0/x, a database number",
        "'redis-cluster://:hunter2@a,:hunter2@b', must have at most one @",
        "redis-cluster://:hunter2@a/1, must name no database but 0",
    })
    void url_malformed_isRefusedWithoutRepeatingAPassword(String url, String rule) {
        assertThatThrownBy(() -> fromUrl(url))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("abi.session.redis-url must ")
                .hasMessageContaining(rule)
                .hasMessageContaining("(environment REDIS_URL)")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void url_randomUserAndPassword_comeBackAndAreNotPrinted() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            String user = text(random);
            String password = text(random) + "-hunter2";
            RedisEndpoint redis = fromUrl("redis://" + encode(user) + ":" + encode(password) + "@cache:6379/1");

            assertThat(redis.username()).as("seed %d, round %d", SEED, i).isEqualTo(notEmpty(user));
            assertThat(redis.password()).as("seed %d, round %d", SEED, i).contains(password);
            assertThat(redis.toString()).doesNotContain("hunter2");
        }
    }

    @Test
    void url_randomlyDamaged_isReadOrRefusedWithoutThePassword() {
        Random random = new Random(SEED);
        String alphabet = ":/?#[]@%,.* a0";
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            StringBuilder url = new StringBuilder("redis-sentinel://app:hunter2@one:26379,[::1]/main/2");
            // Behind the scheme and outside of the password, which is to be recognizable in a message.
            int at = random.nextBoolean() ? 17 + random.nextInt(4) : 28 + random.nextInt(url.length() - 28);
            String piece = String.valueOf(alphabet.charAt(random.nextInt(alphabet.length())));
            url.replace(at, at + random.nextInt(2), piece);
            InvalidSettingException refusal =
                    catchThrowableOfType(InvalidSettingException.class, () -> fromUrl(url.toString()));
            if (refusal != null) {
                refused++;
                assertThat(refusal).as("seed %d: %s", SEED, url).hasMessageNotContaining("hunter2");
            }
        }
        assertThat(refused).isBetween(500, 4_500);
    }

    @Test
    void urlAndHost_urlHigher_urlWinsAndSeparateSettingsCompleteIt() {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", "redis://prod:7000")
                .environment(Map.of(
                        "REDIS_HOST",
                        "dev",
                        "REDIS_PORT",
                        "1",
                        "REDIS_PASSWORD",
                        "pw",
                        "REDIS_DB",
                        "4",
                        "REDIS_TLS",
                        "on"))
                .build();

        assertThat(settings.redis().address()).isEqualTo("prod:7000");
        assertThat(settings.redis().password()).contains("pw");
        assertThat(settings.redis().database()).isEqualTo(4);
        assertThat(settings.redis().tls()).isTrue();
    }

    @Test
    void urlAndHost_hostHigher_urlDoesNotCountAtAll() {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-host", "prod")
                .environment(Map.of("REDIS_URL", "rediss://app:hunter2@dev:7000/3"))
                .build();

        assertThat(settings.redis())
                .isEqualTo(SessionSettings.builder()
                        .adapter("redis-host", "prod")
                        .build()
                        .redis());
        assertThat(settings.origins())
                .contains(
                        "redis-url of environment REDIS_URL overruled by attribute redis-host of the session manager");
    }

    @Test
    void urlAndPassword_higherOneWins() {
        Map<String, String> environment = Map.of("REDIS_URL", "redis://app:low@cache/1");

        RedisEndpoint overruled = SessionSettings.builder()
                .adapter("redis-password", "high")
                .adapter("redis-db", "2")
                .environment(environment)
                .build()
                .redis();
        RedisEndpoint kept = SessionSettings.builder()
                .adapter("redis-url", "redis://app:high@cache/1")
                .environment(Map.of("REDIS_PASSWORD", "low", "REDIS_DB", "2", "REDIS_USERNAME", "other"))
                .build()
                .redis();

        assertThat(overruled.password()).contains("high");
        assertThat(overruled.database()).isEqualTo(2);
        assertThat(kept.username()).contains("app");
        assertThat(kept.password()).contains("high");
        assertThat(kept.database()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "REDIS_HOST, other",
        "REDIS_PORT, 6380",
        "REDIS_DB, 2",
        "REDIS_USERNAME, other",
        "REDIS_PASSWORD, hunter3",
        "REDIS_TLS, false",
    })
    void urlAndSeparate_inOnePlaceAndContradicting_isAnErrorThatNamesBoth(String name, String value) {
        Map<String, String> environment = Map.of("REDIS_URL", "rediss://app:hunter2@cache:6379/1", name, value);

        assertThatThrownBy(
                        () -> SessionSettings.builder().environment(environment).build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(
                        "must not contradict abi.session.redis-url in the same place" + " (environment REDIS_URL)")
                .hasMessageContaining("(environment " + name + "). Remove one of the two.")
                .hasMessageNotContaining("hunter");
    }

    @Test
    void urlAndSeparate_inOnePlaceAndAgreeing_isNoError() {
        Map<String, String> environment = new HashMap<>(Map.of("REDIS_URL", "rediss://app:pw@cache/1"));
        environment.putAll(Map.of("REDIS_HOST", "CACHE", "REDIS_PORT", "6379", "REDIS_DB", "1", "REDIS_TLS", "true"));
        environment.putAll(Map.of("REDIS_USERNAME", "app", "REDIS_PASSWORD", ""));

        RedisEndpoint redis =
                SessionSettings.builder().environment(environment).build().redis();

        assertThat(redis)
                .isEqualTo(new RedisEndpoint(
                        Mode.STANDALONE,
                        List.of(new HostPort("cache", 6379)),
                        Optional.empty(),
                        RedisLogin.NONE,
                        1,
                        Optional.of("app"),
                        Optional.of("pw"),
                        true));
    }

    @Test
    void sentinelLogin_setBesideTheUrl_isThatOfTheSentinelsAlone() {
        RedisEndpoint redis = SessionSettings.builder()
                .environment(Map.of(
                        "REDIS_URL", "redis-sentinel://app:pw@a/main",
                        "REDIS_SENTINEL_USERNAME", "watcher",
                        "REDIS_SENTINEL_PASSWORD", " p w "))
                .build()
                .redis();

        assertThat(redis.password()).contains("pw");
        assertThat(redis.sentinelLogin()).isEqualTo(new RedisLogin(Optional.of("watcher"), Optional.of(" p w ")));
        assertThat(redis.toString() + redis.sentinelLogin()).doesNotContain("p w");
    }

    @Test
    void sentinelUsername_withoutPassword_isAnError() {
        assertThatThrownBy(() -> SessionSettings.builder()
                        .environment(
                                Map.of("REDIS_URL", "redis-sentinel://a/main", "REDIS_SENTINEL_USERNAME", "watcher"))
                        .build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.redis-sentinel-username must not be set without a password")
                .hasMessageContaining("Set abi.session.redis-sentinel-password");
    }

    @Test
    void sentinelLogin_withoutSentinels_hasNoEffectAndTheStartUpLineSaysSo() {
        SessionSettings settings = SessionSettings.builder()
                .environment(Map.of(
                        "REDIS_URL", "redis://a",
                        "REDIS_SENTINEL_USERNAME", "watcher",
                        "REDIS_SENTINEL_PASSWORD", "hunter2"))
                .build();

        assertThat(settings.redis().sentinelLogin()).isEqualTo(RedisLogin.NONE);
        assertThat(settings.origins())
                .contains("redis-sentinel-username of environment REDIS_SENTINEL_USERNAME has no effect")
                .contains("redis-sentinel-password of environment REDIS_SENTINEL_PASSWORD has no effect")
                .doesNotContain("hunter2");
    }

    @Test
    void cluster_databaseSetElsewhere_isAnError() {
        assertThatThrownBy(() -> SessionSettings.builder()
                        .environment(Map.of("REDIS_URL", "redis-cluster://a", "REDIS_DB", "1"))
                        .build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.redis-db must be 0 on Redis Cluster");
    }

    @Test
    void username_withoutPassword_isAnError() {
        assertThatThrownBy(() -> SessionSettings.builder()
                        .environment(Map.of("REDIS_USERNAME", "app"))
                        .build())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("abi.session.redis-username must not be set without a password");
    }

    private static RedisEndpoint fromUrl(String url) {
        return SessionSettings.builder()
                .environment(Map.of("REDIS_URL", url))
                .build()
                .redis();
    }

    private static Optional<String> notEmpty(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String text(Random random) {
        String alphabet = "aZ09 :/?#[]@!$&'()*+,;=%-._~äé漢";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
