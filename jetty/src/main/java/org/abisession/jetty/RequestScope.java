package org.abisession.jetty;

import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.jspecify.annotations.Nullable;

/**
 * Tells the cache, which Jetty calls without the request, what request a thread is working for, and puts a
 * {@link RequestGuard} before the connection of each. One for each context; Jetty calls it whenever a thread
 * enters or leaves the context.
 */
final class RequestScope implements ContextHandler.ContextScopeListener {
    private static final ThreadLocal<@Nullable Frame> CURRENT = new ThreadLocal<>();
    /** The guard of the request for which a thread that is in no scope makes a session. */
    private static final ThreadLocal<@Nullable RequestGuard> MAKING = new ThreadLocal<>();

    private final RedisSessionCache cache;
    /** The name of the attribute with this context's guard: a request may be dispatched through several contexts. */
    private final String attribute = RequestScope.class.getName() + "@" + System.identityHashCode(this);

    RequestScope(RedisSessionCache cache) {
        this.cache = cache;
    }

    private record Frame(
            RequestScope scope,
            @Nullable RequestGuard guard,
            @Nullable Frame outer) {}

    /** Returns the guard of the request that this thread works for in this context, if there is one. */
    @Nullable
    RequestGuard guard() {
        for (Frame frame = CURRENT.get(); frame != null; frame = frame.outer) {
            if (frame.scope == this && frame.guard != null) {
                return frame.guard;
            }
        }
        return null;
    }

    /** Notes the request for which this thread makes a session: one that the application has started is in no scope. */
    void making(Request request) {
        if (guard() == null) {
            MAKING.set(guard(request));
        }
    }

    /** Returns the guard of the request for which this thread has made a session, and forgets it. */
    @Nullable
    RequestGuard made() {
        RequestGuard ofScope = guard();
        RequestGuard noted = MAKING.get();
        MAKING.remove();
        return ofScope == null ? noted : ofScope;
    }

    @Override
    public void enterScope(Context context, @Nullable Request request) {
        CURRENT.set(new Frame(this, request == null ? null : guard(request), CURRENT.get()));
    }

    @Override
    public void exitScope(Context context, @Nullable Request request) {
        Frame frame = CURRENT.get();
        if (frame == null || frame.outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(frame.outer);
        }
    }

    private @Nullable RequestGuard guard(Request request) {
        if (request.getAttribute(attribute) instanceof RequestGuard guard) {
            return guard;
        }
        try {
            RequestGuard[] added = new RequestGuard[1];
            request.addHttpStreamWrapper(stream -> added[0] = new RequestGuard(stream, cache, request));
            request.setAttribute(attribute, added[0]);
            return added[0];
        } catch (IllegalStateException e) {
            return null; // a thread that still runs in the context after the request
        }
    }
}
