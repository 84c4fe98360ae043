package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.abisession.settings.SessionSettings;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

class CallTimeTest {
    private static final HostAndPort ADDRESS = new HostAndPort("redis.internal", 6379);

    @Test
    void getHostAndPort_callIsOutOfTime_refusesAllButTheFirstConnectionOfAProgram() {
        CallTime time = new CallTime(Duration.ZERO, System::nanoTime);
        time.begin();

        assertThat(time.getHostAndPort(ADDRESS)).isEqualTo(ADDRESS);
        assertThatThrownBy(() -> time.getHostAndPort(ADDRESS)).isInstanceOf(JedisConnectionException.class);
        time.end();
        assertThat(time.getHostAndPort(ADDRESS)).isEqualTo(ADDRESS);
    }

    @Test
    void getHostAndPort_callHasTakenHalfOfTheCommandTimeout_opensNoConnectionAnyMore() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // System.nanoTime() may be anything, and run over
        CallTime time = CallTime.of(
                SessionSettings.builder().adapter("command-timeout", "500ms").build(), nanos::get);
        time.begin();
        assertThat(time.getHostAndPort(ADDRESS)).isEqualTo(ADDRESS); // the first of the program

        nanos.addAndGet(Duration.ofMillis(250).toNanos() - 1);
        assertThat(time.remains()).isTrue();
        assertThat(time.getHostAndPort(ADDRESS)).isEqualTo(ADDRESS);

        nanos.addAndGet(1);
        assertThat(time.remains()).isFalse();
        assertThatThrownBy(() -> time.getHostAndPort(ADDRESS)).isInstanceOf(JedisConnectionException.class);

        time.begin(); // a part of the call that may take its time anew
        assertThat(time.getHostAndPort(ADDRESS)).isEqualTo(ADDRESS);
    }
}
