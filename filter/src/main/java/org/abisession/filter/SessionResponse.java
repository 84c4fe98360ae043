package org.abisession.filter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.abisession.node.FailureResponse;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * The response as the application has it: the session is stored before anything that may send its head. That is a
 * flush, the end of the stream or writer, more output than the buffer holds, as much as Content-Length announces, and
 * an error. A redirect is sent when the request has ended, so that what the application changes after it is stored
 * first. What the application writes, or sets in the head of the response, after the redirect has no effect: the
 * response counts as committed (Jakarta Servlet 6.0, 5.3).
 */
final class SessionResponse extends HttpServletResponseWrapper {
    private static final String SET_COOKIE = "Set-Cookie";

    private final RequestState state;
    private @Nullable SavingOutputStream stream;
    private @Nullable SavingWriter writer;
    private long announced = -1;
    private volatile @Nullable Redirect heldRedirect;
    /** True inside of an include, where a container ignores changes of the head (Jakarta Servlet 6.0, 9.3). */
    private volatile boolean included;

    SessionResponse(HttpServletResponse response, RequestState state) {
        super(response);
        this.state = state;
    }

    void beforeCommit() {
        state.beforeCommit();
    }

    boolean isIncluded() {
        return included;
    }

    /** Notes that an include begins or ends. */
    void setIncluded(boolean now) {
        included = now;
    }

    /**
     * Stores the session if so much output may send the head, or a later part of the response.
     *
     * @param buffered the most bytes that may be in the buffer
     * @param written the most bytes that were written
     * @return true if so
     */
    boolean beforeWrite(long buffered, long written) {
        if (buffered >= getBufferSize() || (announced >= 0 && written >= announced)) {
            state.beforeCommit();
            return true;
        }
        return false;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (isRedirect()) {
            return;
        }
        state.beforeCommit();
        super.flushBuffer();
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream containers = super.getOutputStream();
        SavingOutputStream ours = stream;
        if (ours == null || !ours.writesTo(containers)) {
            ours = new SavingOutputStream(containers, this);
            stream = ours;
        }
        return ours;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter containers = super.getWriter();
        SavingWriter ours = writer;
        if (ours == null || !ours.writesTo(containers)) {
            ours = new SavingWriter(containers, this);
            writer = ours;
        }
        return ours;
    }

    @Override
    public void reset() {
        requireNoRedirect("reset");
        super.reset();
        announce(-1);
        emptied();
    }

    @Override
    public void resetBuffer() {
        requireNoRedirect("resetBuffer");
        super.resetBuffer();
        emptied();
    }

    private void emptied() {
        if (included) {
            return;
        }
        if (stream != null) {
            stream.emptied();
        }
        if (writer != null) {
            writer.emptied();
        }
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        hold(Redirect.of(location));
    }

    // The other three are of Servlet 6.1, which this is not compiled against: no @Override, no super.

    /** Sends a redirect with a status other than 302. */
    public void sendRedirect(String location, int status) throws IOException {
        hold(Redirect.of(location, status, true));
    }

    /** Sends a redirect that keeps the content of the buffer if {@code clearBuffer} is false. */
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        hold(Redirect.of(location, SC_FOUND, clearBuffer));
    }

    /** Sends a redirect with a status, and keeps the content of the buffer if {@code clearBuffer} is false. */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        hold(Redirect.of(location, status, clearBuffer));
    }

    private void hold(Redirect redirect) {
        if (included) {
            return;
        }
        if (isCommitted()) {
            throw new IllegalStateException("sendRedirect: the response has been committed");
        }
        if (redirect.clearsBuffer()) {
            resetBuffer();
        }
        super.setStatus(redirect.status()); // an outer filter of the application, as one that measures, may ask
        super.setHeader("Location", redirect.location());
        heldRedirect = redirect;
    }

    /** Sends a redirect that was held back until everything is stored. */
    void sendHeldRedirect() throws IOException {
        Redirect redirect = heldRedirect;
        if (redirect != null && !super.isCommitted()) {
            heldRedirect = null;
            redirect.send((HttpServletResponse) getResponse());
        }
    }

    /**
     * Drops a redirect that was held back, and everything else but the cookie of a new id, for the error that the client
     * gets instead.
     */
    void resetForError() {
        heldRedirect = null;
        reset();
        state.restoreCookie();
    }

    /** Sets the status of the response to a failure of the store. */
    void answer(FailureResponse answer) {
        setStatus(answer.status());
        if (answer == FailureResponse.UNAVAILABLE) {
            setHeader("Retry-After", FailureResponse.RETRY_AFTER_SECONDS);
        }
    }

    /** Returns true from a redirect on: what the application still writes is not sent. */
    @Override
    public boolean isCommitted() {
        return heldRedirect != null || super.isCommitted();
    }

    /** Returns true if the application has set no status, and written nothing. */
    boolean isEmpty() {
        return !isCommitted()
                && getStatus() == SC_OK
                && (stream == null || stream.isUnused())
                && (writer == null || writer.isUnused());
    }

    /** Returns true if the head has been sent to the client. */
    boolean isSent() {
        return super.isCommitted();
    }

    boolean isRedirect() {
        return heldRedirect != null;
    }

    private void requireNoRedirect(String method) {
        if (isRedirect()) {
            throw new IllegalStateException(method + ": the response is a redirect already");
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        requireNoRedirect("sendError");
        state.beforeCommit();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        requireNoRedirect("sendError");
        state.beforeCommit();
        super.sendError(status, message);
    }

    @Override
    public void setStatus(int status) {
        if (!isRedirect()) {
            super.setStatus(status);
        }
    }

    @Override
    public void addCookie(Cookie cookie) {
        if (!isRedirect()) {
            super.addCookie(cookie);
        }
    }

    /**
     * Adds the cookie of the session, to a redirect as well, in place of one that the response has for it already (RFC
     * 6265, 4.1.1).
     */
    void setSessionCookie(Cookie cookie) {
        super.addCookie(cookie);
        String start = cookie.getName() + "=";
        List<String> ofSession = cookies(start);
        if (ofSession.size() > 1) {
            List<String> kept = new ArrayList<>(List.of(ofSession.get(ofSession.size() - 1)));
            kept.addAll(others(start));
            setCookies(kept);
        }
    }

    /** Removes the cookie of an id; the last cookie of all is replaced by one that no client keeps or sends. */
    void removeSessionCookie(String name, SessionId id) {
        String start = name + "=" + id.value();
        if (!cookies(start).isEmpty()) {
            List<String> kept = others(start);
            setCookies(kept.isEmpty() ? List.of(name + "-none=; Max-Age=0") : kept);
        }
    }

    private List<String> cookies(String start) {
        return getHeaders(SET_COOKIE).stream()
                .filter(header -> header.startsWith(start))
                .toList();
    }

    private List<String> others(String start) {
        return getHeaders(SET_COOKIE).stream()
                .filter(header -> !header.startsWith(start))
                .toList();
    }

    /** Replaces all cookies: no container can remove a single one, and not all can remove the last one. */
    private void setCookies(List<String> headers) {
        super.setHeader(SET_COOKIE, headers.get(0));
        headers.stream().skip(1).forEach(header -> super.addHeader(SET_COOKIE, header));
    }

    /** Returns true if the response has the cookie. */
    boolean hasCookie(Cookie cookie) {
        return !cookies(cookie.getName() + "=" + cookie.getValue()).isEmpty();
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        if (!isRedirect()) {
            announce(length);
            super.setContentLengthLong(length);
        }
    }

    @Override
    public void setHeader(String name, String value) {
        if (!isRedirect()) {
            note(name, value);
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!isRedirect()) {
            note(name, value);
            super.addHeader(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        if (!isRedirect()) {
            note(name, Integer.toString(value));
            super.setIntHeader(name, value);
        }
    }

    @Override
    public void addIntHeader(String name, int value) {
        if (!isRedirect()) {
            note(name, Integer.toString(value));
            super.addIntHeader(name, value);
        }
    }

    private void note(String name, @Nullable String value) {
        if (name.equalsIgnoreCase("Content-Length")) {
            announce(value != null && value.matches("[0-9]{1,18}") ? Long.parseLong(value) : -1);
        }
    }

    private void announce(long length) {
        if (!included) {
            announced = length;
        }
    }

    @Override
    public void setDateHeader(String name, long value) {
        if (!isRedirect()) {
            super.setDateHeader(name, value);
        }
    }

    @Override
    public void addDateHeader(String name, long value) {
        if (!isRedirect()) {
            super.addDateHeader(name, value);
        }
    }

    @Override
    public void setContentType(String type) {
        if (!isRedirect()) {
            super.setContentType(type);
        }
    }

    @Override
    public void setCharacterEncoding(String charset) {
        if (!isRedirect()) {
            super.setCharacterEncoding(charset);
        }
    }

    @Override
    public void setLocale(Locale locale) {
        if (!isRedirect()) {
            super.setLocale(locale);
        }
    }

    /** Returns the URL as it is: the session is in the cookie alone. */
    @Override
    public String encodeURL(String url) {
        return url;
    }

    /** Returns the URL as it is: the session is in the cookie alone. */
    @Override
    public String encodeRedirectURL(String url) {
        return url;
    }
}
