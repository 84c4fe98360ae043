package org.abisession.undertow;

import io.undertow.servlet.spec.HttpServletResponseImpl;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The response as the application has it: holds back a redirect until the request has ended, which Undertow would send
 * at once. What the application changes in the session after it is stored before the client can follow it. What it
 * writes, or sets in the head of the response, after the redirect has no effect: the response counts as committed
 * (Jakarta Servlet 6.0, 5.3).
 */
final class HeldResponse extends HttpServletResponseWrapper {
    private final HttpServletResponseImpl undertows;
    private volatile @Nullable String location;
    private volatile boolean sent;

    /** True once the request has passed the container's security, which ends the exchange after its own redirects. */
    private volatile boolean applications;

    private @Nullable HeldOutputStream stream;
    private @Nullable HeldWriter writer;

    /**
     * Makes the wrapper of a response.
     *
     * @param undertows Undertow's own response, which knows whether a servlet is included
     */
    HeldResponse(HttpServletResponse response, HttpServletResponseImpl undertows) {
        super(response);
        this.undertows = undertows;
    }

    /** Notes that the request has reached the application. */
    void enterApplication() {
        applications = true;
    }

    @Override
    public void sendRedirect(String newLocation) throws IOException {
        if (undertows.isInsideInclude()) {
            return; // Jakarta Servlet 6.0, 9.3
        }
        if (isCommitted()) {
            throw new IllegalStateException("sendRedirect: the response is committed already");
        }
        if (sent || !applications) {
            super.sendRedirect(newLocation);
        } else {
            super.resetBuffer();
            super.setStatus(SC_FOUND); // an outer filter of the application, as one that measures, may ask
            super.setHeader("Location", newLocation);
            location = newLocation;
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        requireUncommitted("sendError");
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        requireUncommitted("sendError");
        super.sendError(status, message);
    }

    @Override
    public void reset() {
        requireUncommitted("reset");
        super.reset();
    }

    @Override
    public void resetBuffer() {
        requireUncommitted("resetBuffer");
        super.resetBuffer();
    }

    private void requireUncommitted(String method) {
        if (isCommitted()) {
            throw new IllegalStateException(method + ": the response is committed already");
        }
    }

    @Override
    public boolean isCommitted() {
        return isHeldRedirect() || super.isCommitted();
    }

    /** Returns true while a redirect is held back. */
    boolean isHeldRedirect() {
        return location != null && !sent;
    }

    /** Sends the redirect that was held back, if there is one; from now on redirects are sent at once. */
    void sendHeldRedirect() throws IOException {
        String held = location;
        sent = true;
        if (held != null && !super.isCommitted()) {
            super.sendRedirect(held);
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream wrapped = super.getOutputStream();
        HeldOutputStream ours = stream;
        if (ours == null || !ours.writesTo(wrapped)) {
            ours = new HeldOutputStream(wrapped, this);
            stream = ours;
        }
        return ours;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter wrapped = super.getWriter();
        HeldWriter ours = writer;
        if (ours == null || !ours.writesTo(wrapped)) {
            ours = new HeldWriter(wrapped, this);
            writer = ours;
        }
        return ours;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (!isHeldRedirect()) {
            super.flushBuffer();
        }
    }

    @Override
    public void setStatus(int status) {
        if (!isHeldRedirect()) {
            super.setStatus(status);
        }
    }

    @Override
    public void addCookie(Cookie cookie) {
        if (!isHeldRedirect()) {
            super.addCookie(cookie);
        }
    }

    @Override
    public void setHeader(String name, String value) {
        if (!isHeldRedirect()) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!isHeldRedirect()) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        if (!isHeldRedirect()) {
            super.setIntHeader(name, value);
        }
    }

    @Override
    public void addIntHeader(String name, int value) {
        if (!isHeldRedirect()) {
            super.addIntHeader(name, value);
        }
    }

    @Override
    public void setDateHeader(String name, long value) {
        if (!isHeldRedirect()) {
            super.setDateHeader(name, value);
        }
    }

    @Override
    public void addDateHeader(String name, long value) {
        if (!isHeldRedirect()) {
            super.addDateHeader(name, value);
        }
    }

    @Override
    public void setContentLength(int length) {
        if (!isHeldRedirect()) {
            super.setContentLength(length);
        }
    }

    @Override
    public void setContentLengthLong(long length) {
        if (!isHeldRedirect()) {
            super.setContentLengthLong(length);
        }
    }

    @Override
    public void setContentType(String type) {
        if (!isHeldRedirect()) {
            super.setContentType(type);
        }
    }

    @Override
    public void setCharacterEncoding(String charset) {
        if (!isHeldRedirect()) {
            super.setCharacterEncoding(charset);
        }
    }

    @Override
    public void setLocale(Locale locale) {
        if (!isHeldRedirect()) {
            super.setLocale(locale);
        }
    }
}
