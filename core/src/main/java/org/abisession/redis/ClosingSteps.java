package org.abisession.redis;

import java.util.List;
import org.apache.commons.pool2.DestroyMode;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.IOUtils;

/**
 * Runs the steps that close something, all of them whatever the others throw: a thread or a connection that is left
 * would keep the class loader of an application in memory.
 */
public final class ClosingSteps {
    private ClosingSteps() {}

    /**
     * Loads this class, and those of the libraries that nothing but closing takes: the jar of an application may be
     * deleted before its classes are needed.
     */
    static void load() {
        Object unused = List.of(IOUtils.class, DestroyMode.class);
    }

    /**
     * Runs all steps in their order; throws what the first one has thrown that failed, with the others as suppressed.
     */
    public static void run(Runnable... steps) {
        Throwable first = null;
        for (Runnable step : steps) {
            first = run(step, first);
        }
        if (first instanceof Error error) {
            throw error;
        } else if (first instanceof RuntimeException failure) {
            throw failure;
        }
    }

    private static @Nullable Throwable run(Runnable step, @Nullable Throwable before) {
        try {
            step.run();
            return before;
        } catch (RuntimeException | Error e) { // also of a class that can't be loaded any more
            if (before == null) {
                return e;
            }
            before.addSuppressed(e);
            return before;
        }
    }
}
