package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

class CallTimeTest {
    private static final HostAndPort ADDRESS = new HostAndPort("redis.internal", 6379);

    @Test
    void getHostAndPort_callIsOutOfTime_refusesAllButTheFirstConnectionOfAProgram() {
        CallTime time = new CallTime(Duration.ZERO);
        time.begin();

        assertThat(time.getHostAndPort(ADDRESS)).isEqualTo(ADDRESS);
        assertThatThrownBy(() -> time.getHostAndPort(ADDRESS)).isInstanceOf(JedisConnectionException.class);
        time.end();
        assertThat(time.getHostAndPort(ADDRESS)).isEqualTo(ADDRESS);
    }
}
