package org.abisession.redis;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** A system that has no threads failuresToCome for a while: starting one fails as the JVM has it, then it goes. */
final class NoThreads implements ThreadFactory {
    private final AtomicInteger failuresToCome;

    /** Makes one that starts none of so many threads. */
    NoThreads(int failures) {
        this.failuresToCome = new AtomicInteger(failures);
    }

    @Override
    public Thread newThread(Runnable task) {
        return new Thread(task) {
            @Override
            public synchronized void start() {
                if (failuresToCome.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
            }
        };
    }
}
