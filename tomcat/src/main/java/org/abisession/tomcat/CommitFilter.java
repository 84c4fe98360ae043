package org.abisession.tomcat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the targets of forwards and the error pages. An error page runs when the valve has returned, and Tomcat sends
 * it at once: what it changed is saved here. At the end of any forward it puts the response into the state that Tomcat
 * gives its own response, which a wrapped one would not get: no more output, but not sent yet, so that what the
 * forwarding servlet still changes is saved in time.
 */
final class CommitFilter implements Filter {
    private static final String NAME = CommitFilter.class.getName();

    /** Puts the filter before all other filters, however they were added. */
    static void addTo(Context context) {
        FilterMap map = new FilterMap();
        map.setFilterName(NAME);
        map.addURLPattern("/*");
        map.setDispatcher(DispatcherType.FORWARD.name());
        map.setDispatcher(DispatcherType.ERROR.name());
        FilterMap[] others = context.findFilterMaps();
        for (FilterMap other : others) {
            context.removeFilterMap(other);
        }
        ContextAdditions.addFilter(context, new CommitFilter(), map);
        for (FilterMap other : others) {
            context.addFilterMap(other);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CommitResponse commit = find(response);
        if (commit != null) {
            forward(request, response, chain, commit.guard(), response == commit);
            return;
        }
        RequestGuard guard = RequestGuard.current();
        if (guard != null && base(response) == guard.response()) {
            // FORM login forwards to its page with Tomcat's own response, and would have it sent at the end.
            CommitResponse wrapped = new CommitResponse((HttpServletResponse) response, guard);
            forward(request, wrapped, chain, guard, true);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void forward(
            ServletRequest request, ServletResponse response, FilterChain chain, RequestGuard guard, boolean notWrapped)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            guard.run(() -> {
                chain.doFilter(request, response);
                guard.endWithoutErrorPage();
            });
        } else {
            chain.doFilter(request, response);
        }
        if (notWrapped && !request.isAsyncStarted()) {
            guard.response().setSuspended(true);
        }
    }

    private static @Nullable CommitResponse find(ServletResponse response) {
        ServletResponse each = response;
        while (each instanceof ServletResponseWrapper wrapper && !(each instanceof CommitResponse)) {
            each = wrapper.getResponse();
        }
        return each instanceof CommitResponse commit ? commit : null;
    }

    private static ServletResponse base(ServletResponse response) {
        ServletResponse each = response;
        while (each instanceof ServletResponseWrapper wrapper) {
            each = wrapper.getResponse();
        }
        return each;
    }
}
