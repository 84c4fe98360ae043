package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests how commands are written down. */
class CostReportTest {
    @Test
    void inOrder_repeatedGroup_isNamedOnce() {
        List<String> read = List.of("MULTI", "EVALSHA load", "HGETALL", "EXEC");
        List<String> page =
                Collections.nCopies(31, read).stream().flatMap(List::stream).toList();

        assertThat(CostReport.inOrder(page)).isEqualTo("31 times (MULTI, EVALSHA load, HGETALL, EXEC)");
        assertThat(CostReport.inOrder(
                        Stream.concat(page.stream(), Stream.of("HMGET")).toList()))
                .isEqualTo("31 times (MULTI, EVALSHA load, HGETALL, EXEC), HMGET");
    }

    @Test
    void inOrder_nothingRepeated_isAList() {
        assertThat(CostReport.inOrder(List.of("GET", "SET", "GET"))).isEqualTo("GET, SET, GET");
        assertThat(CostReport.inOrder(List.of("GET"))).isEqualTo("GET");
        assertThat(CostReport.inOrder(List.of())).isEmpty();
    }

    @Test
    void inOrder_oneCommandRepeated_isCounted() {
        assertThat(CostReport.inOrder(List.of("EXPIRE", "GET", "GET", "GET"))).isEqualTo("EXPIRE, 3 times (GET)");
    }
}
