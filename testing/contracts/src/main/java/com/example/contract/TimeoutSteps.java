package com.example.contract;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import java.io.IOException;

/** Runs something at the timeout of an asynchronous request, and completes it with the context of the event. */
final class TimeoutSteps implements AsyncListener {
    /** A part of the work for a request. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, ServletException;
    }

    private final Work work;

    TimeoutSteps(Work work) {
        this.work = work;
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        try {
            work.run();
        } catch (ServletException e) {
            throw new IOException(e);
        } finally {
            event.getAsyncContext().complete();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
