package org.abisession.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.PollInterval;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets Awaitility look at once, after 2 ms, and then less and less often, in place of every 100 ms: most of what the
 * tests wait for is there within a few milliseconds. It holds for every test that has this module on its class path,
 * and for every wait that names no interval of its own.
 */
public final class ShortPolls implements BeforeAllCallback {
    private static final Duration FIRST = Duration.ofMillis(2);
    private static final Duration LONGEST = Duration.ofMillis(100);
    private static final PollInterval GROWING = (count, last) -> {
        Duration next = last.isZero() ? FIRST : last.multipliedBy(3).dividedBy(2);
        return next.compareTo(LONGEST) < 0 ? next : LONGEST;
    };

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(GROWING);
    }
}
