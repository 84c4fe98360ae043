package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(RedisExtension.class)
class RedisExtensionTest {
    @Test
    @Order(1)
    void client_firstTestOfAClass_writesToTheDatabaseThatUriNames(RedisExtension redis) {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            client.set("session:left-behind", "v", SetParams.setParams().ex(60));
        }

        assertThat(redis.client().get("session:left-behind")).isEqualTo("v");
        assertThat(redis.keys("session:*")).containsExactly("session:left-behind");
    }

    @Test
    @Order(2)
    void client_nextTestOfTheClass_isEmpty(RedisExtension redis) {
        assertThat(redis.client().dbSize()).isZero();
    }

    @Test
    void uri_twoExtensionsAtTheSameTime_haveTheirOwnDatabases(RedisExtension redis) {
        RedisExtension other = new RedisExtension();
        other.beforeEach(null);
        other.client().set("k", "v");

        assertThat(other.uri()).isNotEqualTo(redis.uri());
        assertThat(redis.client().exists("k")).isFalse();
        other.afterEach(null);
    }

    @Test
    void afterEach_sessionKeyWithoutTtl_fails() {
        RedisExtension other = new RedisExtension();
        other.beforeEach(null);
        other.client().set("session:x:metadata", "{}");
        other.client().set("other", "{}");
        other.client().set("session:y:metadata", "{}", SetParams.setParams().ex(60));

        assertThat(other.keysWithoutTtl()).containsExactly("session:x:metadata");
        assertThatThrownBy(() -> other.afterEach(null)).isInstanceOf(AssertionError.class);
    }

    @Test
    void afterEach_keysWithoutTtlAllowed_passes() {
        RedisExtension other = new RedisExtension();
        other.beforeEach(null);
        other.allowKeysWithoutTtl();
        other.client().set("session:x:metadata", "{}");

        assertThatNoException().isThrownBy(() -> other.afterEach(null));
    }

    @BeforeEach
    void onlyWithSeveralDatabases() {
        assumeThat(System.getProperty("redis.uri", ""))
                .as("-Dredis.uri leaves the choice of the database to the tests")
                .doesNotMatch(".*:[0-9]+/[0-9]+.*");
    }

    @Test
    void uri_noTestRunning_isRefused() {
        assertThatIllegalStateException().isThrownBy(() -> new RedisExtension().uri());
    }

    @Test
    void take_databaseOfYourOwnRedisHasKeys_failsAndKeepsThem(RedisExtension redis) {
        redis.client().set("precious", "v");
        RedisServer yours = new RedisServer(redis.uri(), false);

        assertThatIllegalStateException().isThrownBy(yours::take).withMessageContaining("has 1 keys");
        assertThatIllegalStateException().isThrownBy(yours::take).withMessageContaining("-Dredis.uri=");
        assertThat(redis.client().get("precious")).isEqualTo("v");
    }
}
