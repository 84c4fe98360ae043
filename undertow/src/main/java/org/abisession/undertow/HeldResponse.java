package org.abisession.undertow;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The response as the application has it: holds back a redirect until the request is over, which Undertow would send at
 * once. What the application changes in the session behind it is stored before the client can follow it.
 */
final class HeldResponse extends HttpServletResponseWrapper {
    private volatile @Nullable String location;
    private volatile boolean sent;

    /** True once the request has passed the container's security, which ends the exchange behind its redirects. */
    private volatile boolean applications;

    HeldResponse(HttpServletResponse response) {
        super(response);
    }

    /** Notes that the application has the request now. */
    void enterApplication() {
        applications = true;
    }

    @Override
    public void sendRedirect(String newLocation) throws IOException {
        if (isCommitted()) {
            throw new IllegalStateException("sendRedirect: the response is committed already");
        }
        if (sent || !applications) {
            super.sendRedirect(newLocation);
        } else {
            resetBuffer();
            location = newLocation;
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        requireUncommitted();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        requireUncommitted();
        super.sendError(status, message);
    }

    private void requireUncommitted() {
        if (isCommitted()) {
            throw new IllegalStateException("sendError: the response is committed already");
        }
    }

    @Override
    public boolean isCommitted() {
        return (location != null && !sent) || super.isCommitted();
    }

    /** Sends the redirect that was held back, if there is one; from now on redirects go out at once. */
    void sendHeldRedirect() throws IOException {
        String held = location;
        sent = true;
        if (held != null && !super.isCommitted()) {
            super.sendRedirect(held);
        }
    }
}
