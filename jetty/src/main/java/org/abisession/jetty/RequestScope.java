package org.abisession.jetty;

import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.jspecify.annotations.Nullable;

/**
 * Tells the cache, which Jetty calls without the request, what request a thread is working for, and puts a
 * {@link ResponseGuard} before the connection of each. One for each context; Jetty calls it whenever a thread
 * enters or leaves the context.
 */
final class RequestScope implements ContextHandler.ContextScopeListener {
    private static final ThreadLocal<@Nullable Frame> CURRENT = new ThreadLocal<>();

    /** Of this context's own: a request may be dispatched through several. */
    private final String attribute = RequestScope.class.getName() + "@" + System.identityHashCode(this);

    private record Frame(
            RequestScope scope,
            @Nullable ResponseGuard guard,
            @Nullable Frame outer) {}

    /** The guard of the request that this thread works for in this context, if there is one. */
    @Nullable
    ResponseGuard guard() {
        Frame frame = CURRENT.get();
        return frame == null || frame.scope != this ? null : frame.guard;
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

    private @Nullable ResponseGuard guard(Request request) {
        if (request.getAttribute(attribute) instanceof ResponseGuard guard) {
            return guard;
        }
        try {
            ResponseGuard[] added = new ResponseGuard[1];
            request.addHttpStreamWrapper(stream -> added[0] = new ResponseGuard(stream));
            request.setAttribute(attribute, added[0]);
            return added[0];
        } catch (IllegalStateException e) {
            return null; // a thread that still runs in the context when the request is over
        }
    }
}
