package org.abisession.tomcat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * Gives Tomcat's own servlet for files Tomcat's own response, which it needs to have the connector send a file. That
 * servlet uses no session, so what the filters before it have changed is stored here. It is the last filter.
 */
final class StaticFileFilter implements Filter {
    private static final String NAME = StaticFileFilter.class.getName();

    static void addTo(Context context) {
        FilterMap map = new FilterMap();
        map.setFilterName(NAME);
        map.setDispatcher(DispatcherType.REQUEST.name());
        boolean found = false;
        for (Container child : context.findChildren()) {
            if (child instanceof Wrapper servlet && RequestGuard.DEFAULT_SERVLET.equals(servlet.getServletClass())) {
                map.addServletName(servlet.getName());
                found = true;
            }
        }
        if (found) {
            ContextAdditions.addFilter(context, new StaticFileFilter(), map);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (response instanceof CommitResponse commit) {
            commit.guard().beforeCommit();
            chain.doFilter(request, commit.getResponse());
        } else {
            chain.doFilter(request, response);
        }
    }
}
