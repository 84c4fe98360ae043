package org.abisession.tomcat;

import jakarta.servlet.Filter;
import org.apache.catalina.Context;
import org.apache.catalina.Valve;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * The additions of the manager to its context, made when it starts. They are taken away when the manager stops, and
 * made anew at the next start: Tomcat destroys a valve that is removed, and keeps filters and settings where no {@code
 * web.xml} is read.
 */
final class ContextAdditions {
    private final Context context;
    private final boolean validatesClientIds;
    private final Valve afterAuthenticator = new AuthenticatedValve();

    private ContextAdditions(Context context) {
        this.context = context;
        this.validatesClientIds = context.getValidateClientProvidedNewSessionId();
    }

    /** Adds the filters and listeners to a context; Tomcat has added the authenticator by then. */
    static ContextAdditions of(Context context) {
        ContextAdditions additions = new ContextAdditions(context);
        // No id of a client is ever adopted, so there is no use in asking every context for it.
        context.setValidateClientProvidedNewSessionId(false);
        CommitFilter.addTo(context);
        StaticFileFilter.addTo(context);
        context.getPipeline().addValve(additions.afterAuthenticator);
        return additions;
    }

    /** Removes them again. */
    void remove() {
        context.getPipeline().removeValve(afterAuthenticator);
        removeFilter(StaticFileFilter.class);
        removeFilter(CommitFilter.class);
        context.setValidateClientProvidedNewSessionId(validatesClientIds);
    }

    /** Adds a filter and its mapping. */
    static void addFilter(Context context, Filter filter, FilterMap map) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(map.getFilterName());
        definition.setFilterClass(filter.getClass().getName());
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        context.addFilterMap(map);
    }

    private void removeFilter(Class<? extends Filter> type) {
        String name = type.getName();
        for (FilterMap map : context.findFilterMaps()) {
            if (name.equals(map.getFilterName())) {
                context.removeFilterMap(map);
            }
        }
        FilterDef definition = context.findFilterDef(name);
        if (definition != null) {
            context.removeFilterDef(definition);
        }
    }
}
