package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingStepsTest {
    @Test
    void run_stepsThatFail_runsTheOthersAndThrowsTheFirstFailure() {
        List<String> closed = new ArrayList<>();
        NoClassDefFoundError first = new NoClassDefFoundError("of a jar that is gone");
        IllegalStateException second = new IllegalStateException("closed already");
        Throwable thrown = catchThrowable(() -> ClosingSteps.run(
                () -> closed.add("a"),
                () -> {
                    throw first;
                },
                () -> closed.add("b"),
                () -> {
                    throw second;
                },
                () -> closed.add("c")));
        assertThat(thrown).isSameAs(first).hasSuppressedException(second);
        assertThat(closed).containsExactly("a", "b", "c");
    }
}
