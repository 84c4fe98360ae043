package org.abisession.tomcat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The response as the application has it: says so before anything that sends its head. On Tomcat that is
 * a flush, the closing of the stream or writer, more output than the buffer holds, as much as
 * Content-Length announces, and a redirect with a body where the context is configured so. What sends
 * nothing yet, as {@code sendError}, needs no word: the valve saves before Tomcat sends it.
 */
final class CommitResponse extends HttpServletResponseWrapper {
    /** The method of Servlet 6.1; null on 6.0, where nobody can call it. */
    private static final @Nullable MethodHandle SEND_REDIRECT = sendRedirectOf61();

    private final RequestGuard guard;
    /** The characters that Tomcat buffers before it encodes them: setBufferSize does not change that. */
    private final int charBufferSize;

    private @Nullable CommitOutputStream stream;
    private @Nullable CommitWriter writer;

    CommitResponse(HttpServletResponse response, RequestGuard guard) {
        super(response);
        this.guard = guard;
        this.charBufferSize = response.getBufferSize();
    }

    private static @Nullable MethodHandle sendRedirectOf61() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            HttpServletResponse.class,
                            "sendRedirect",
                            MethodType.methodType(void.class, String.class, int.class, boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    RequestGuard guard() {
        return guard;
    }

    @Override
    public void flushBuffer() throws IOException {
        guard.beforeCommit();
        super.flushBuffer();
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream tomcats = super.getOutputStream();
        CommitOutputStream ours = stream;
        if (ours == null || !ours.writesTo(tomcats)) {
            ours = new CommitOutputStream(tomcats, this);
            stream = ours;
        }
        return ours;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter tomcats = super.getWriter();
        CommitWriter ours = writer;
        if (ours == null || !ours.writesTo(tomcats)) {
            ours = new CommitWriter(tomcats, guard, charBufferSize);
            writer = ours;
        }
        return ours;
    }

    @Override
    public void reset() {
        super.reset();
        emptied();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        emptied();
    }

    private void emptied() {
        if (stream != null) {
            stream.emptied();
        }
        if (writer != null) {
            writer.emptied();
        }
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        beforeRedirect();
        super.sendRedirect(location);
    }

    // The other three are of Servlet 6.1, which this is not compiled against: no @Override, no super.

    /** Sends a redirect with a status other than 302. */
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    /** Sends a redirect that keeps the content of the buffer if {@code clearBuffer} is false. */
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    /**
     * Sends a redirect with a status, and keeps the content of the buffer if {@code clearBuffer} is false. Only a
     * Tomcat of Servlet 6.1 or later supports it.
     */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        MethodHandle sendRedirect = SEND_REDIRECT;
        if (sendRedirect == null) {
            throw new UnsupportedOperationException("sendRedirect with a status is of Servlet 6.1");
        }
        beforeRedirect();
        try {
            sendRedirect.invokeExact((HttpServletResponse) getResponse(), location, status, clearBuffer);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("sendRedirect throws nothing else", e);
        }
    }

    private void beforeRedirect() {
        if (guard.context().getSendRedirectBody()) {
            guard.beforeCommit();
        }
    }
}
