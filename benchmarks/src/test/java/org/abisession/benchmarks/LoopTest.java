package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.benchmarks.Loop.Asking;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {
    private final Loop loop = new Loop();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void closed_timeIsOverAtOnce_asksEachClientOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();

        Round round = loop.closed(Collections.nCopies(3, asked::incrementAndGet), Duration.ZERO);

        assertThat(asked).hasValue(3);
        assertThat(round.answered()).isEqualTo(3);
    }

    @Test
    void ask_severalClients_shareTheRequests() throws Exception {
        AtomicInteger asked = new AtomicInteger();

        loop.ask(Collections.nCopies(3, asked::incrementAndGet), 100);

        assertThat(asked).hasValue(100);
    }

    @Test
    void open_serverStallsOnce_countsTheWaitingOfThoseBehind() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Asking client = () -> {
            if (asked.getAndIncrement() == 0) {
                new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            }
        };

        Round round = loop.open(List.of(client), 100, Duration.ofMillis(400));

        // Half of the 40 were due while the first one took 200 ms; one that waits for its turn only would see none.
        assertThat(round.nanos().getTotalCount()).isEqualTo(40);
        assertThat(round.nanos().getCountBetweenValues(50_000_000L, 10_000_000_000L))
                .isGreaterThanOrEqualTo(15);
    }

    @Test
    void open_serverIsBehindUntilTheEnd_countsThoseNotSentWithTheirWaiting() throws Exception {
        Asking client = () -> new CountDownLatch(1).await(150, TimeUnit.MILLISECONDS);

        Round round = loop.open(List.of(client), 100, Duration.ofMillis(100));

        assertThat(round.answered()).isEqualTo(1);
        assertThat(round.nanos().getTotalCount()).isEqualTo(10);
        assertThat(round.percentile(1)).isGreaterThan(50_000);
    }

    @Test
    void closed_clientFails_failsWithItsReason() {
        Asking client = () -> {
            throw new IOException("no such page");
        };

        assertThatThrownBy(() -> loop.closed(List.of(client), Duration.ZERO))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("no such page");
    }
}
