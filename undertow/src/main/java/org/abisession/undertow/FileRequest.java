package org.abisession.undertow;

import io.undertow.servlet.handlers.DefaultServlet;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;

/** Recognizes requests for files. */
final class FileRequest {
    private FileRequest() {}

    /** Returns true if a request is for a file that anybody may have. */
    static boolean isForAll(ServletRequestContext request) {
        Class<?> servlet = request.getOriginalServletPathMatch()
                .getServletChain()
                .getManagedServlet()
                .getServletInfo()
                .getServletClass();
        HttpString method = request.getExchange().getRequestMethod();
        return servlet == DefaultServlet.class
                && (method.equals(Methods.GET) || method.equals(Methods.HEAD))
                && request.getDeployment()
                        .getDeploymentInfo()
                        .getSecurityConstraints()
                        .isEmpty();
    }
}
