package org.abisession.codec;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs what needs a deeper stack than the calling thread has. Rare: the thread lives for one call. */
final class LargeStackThread {
    private static final long STACK_BYTES = 32L << 20;

    private LargeStackThread() {}

    /** Returns the result, or throws what the call threw, with the caller's context class loader in place. */
    static <T> T call(Callable<T> work) throws IOException, ClassNotFoundException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(null, task, "abi-session-deep-value", STACK_BYTES);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true; // bounded by the data: finish, then pass it on
                }
            }
        } catch (ExecutionException e) {
            throw rethrow(e.getCause() == null ? e : e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrow(Throwable cause) throws IOException, ClassNotFoundException {
        if (cause instanceof IOException e) {
            throw e;
        }
        if (cause instanceof ClassNotFoundException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        throw cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }
}
