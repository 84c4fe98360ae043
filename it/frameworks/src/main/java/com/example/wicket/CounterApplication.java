package com.example.wicket;

import org.apache.wicket.DefaultPageManagerProvider;
import org.apache.wicket.Page;
import org.apache.wicket.Session;
import org.apache.wicket.pageStore.IPageStore;
import org.apache.wicket.pageStore.InSessionPageStore;
import org.apache.wicket.protocol.http.WebApplication;
import org.apache.wicket.request.Request;
import org.apache.wicket.request.Response;
import org.apache.wicket.settings.RequestCycleSettings.RenderStrategy;

/**
 * Keeps its pages in the session where the init parameter {@code pages} says {@code session}, as an application
 * does that runs on several nodes; else on the disk of one node, which is Wicket's default.
 */
public class CounterApplication extends WebApplication {
    private static final int PAGES_OF_A_SESSION = 10;

    @Override
    public Class<? extends Page> getHomePage() {
        return CounterPage.class;
    }

    @Override
    public Session newSession(Request request, Response response) {
        return new Visitor(request);
    }

    @Override
    protected void init() {
        super.init();
        if ("session".equals(getServletContext().getInitParameter("pages"))) {
            getStoreSettings().setAsynchronous(false);
            getRequestCycleSettings().setRenderStrategy(RenderStrategy.REDIRECT_TO_RENDER);
            setPageManagerProvider(new PagesInSession(this));
        }
    }

    private static final class PagesInSession extends DefaultPageManagerProvider {
        private PagesInSession(CounterApplication application) {
            super(application);
        }

        @Override
        protected IPageStore newPersistentStore() {
            return new InSessionPageStore(PAGES_OF_A_SESSION);
        }
    }
}
