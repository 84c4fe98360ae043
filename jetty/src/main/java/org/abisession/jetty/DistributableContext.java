package org.abisession.jetty;

import java.io.IOException;
import java.io.InputStream;
import org.abisession.settings.WebXmlDistributable;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.util.resource.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether a web application calls itself distributable. */
final class DistributableContext {
    private static final Logger LOG = LoggerFactory.getLogger(DistributableContext.class);

    private DistributableContext() {}

    /** Returns true if the web.xml of the application has {@code <distributable/>}; one without a web.xml has not. */
    static boolean is(Context context) {
        Resource base = context.getBaseResource();
        Resource descriptor = base == null ? null : base.resolve("WEB-INF/web.xml");
        if (descriptor == null || !descriptor.exists()) {
            return false;
        }
        try (InputStream in = descriptor.newInputStream()) {
            return WebXmlDistributable.read(in);
        } catch (IOException e) {
            LOG.warn("{} can't be read, so the application counts as not distributable: {}", descriptor, e.toString());
            return false;
        }
    }
}
