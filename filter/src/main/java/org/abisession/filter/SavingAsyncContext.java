package org.abisession.filter;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The asynchronous request as the application has it: it is complete when its session is stored. */
final class SavingAsyncContext implements AsyncContext {
    private static final Logger LOG = LoggerFactory.getLogger(SavingAsyncContext.class);

    private final AsyncContext context;
    private final RequestState state;

    SavingAsyncContext(AsyncContext context, RequestState state) {
        this.context = context;
        this.state = state;
    }

    @Override
    public void complete() {
        state.complete();
        context.complete();
    }

    /**
     * Runs a task for the request, in a thread of the container. A failure of the store that the task lets pass does
     * not get to the container, whose page would show it to the client.
     */
    @Override
    public void start(Runnable task) {
        context.start(() -> {
            try {
                state.run(task::run);
            } catch (IOException | ServletException e) {
                throw new IllegalStateException("A task throws neither", e);
            } catch (RuntimeException | Error e) {
                if (!state.thrown(e)) {
                    throw e;
                }
                LOG.error("A thread of an asynchronous request has ended", e);
            }
        });
    }

    @Override
    public ServletRequest getRequest() {
        return context.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return context.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return state.isAsyncWithOriginals(); // Tomcat asks after a dispatch, too, where it has no request any more
    }

    @Override
    public void dispatch() {
        context.dispatch();
    }

    @Override
    public void dispatch(String path) {
        context.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext application, String path) {
        context.dispatch(application, path);
    }

    @Override
    public void addListener(AsyncListener listener) {
        context.addListener(new SavingAsyncListener(listener, state));
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        context.addListener(new SavingAsyncListener(listener, state), request, response);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return context.createListener(type);
    }

    @Override
    public void setTimeout(long millis) {
        context.setTimeout(millis);
    }

    @Override
    public long getTimeout() {
        return context.getTimeout();
    }
}
