package org.abisession.filter;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** A redirect that the application has asked for. Those with a status of their own are of Servlet 6.1. */
record Redirect(String location, int status, boolean clearsBuffer, boolean isOf61) {
    /** The method of Servlet 6.1; null on 6.0, where nobody can call it. */
    private static final @Nullable MethodHandle SEND_REDIRECT = sendRedirectOf61();

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

    static Redirect of(String location) {
        return new Redirect(location, HttpServletResponse.SC_FOUND, true, false);
    }

    /** Makes a redirect of Servlet 6.1. */
    static Redirect of(String location, int status, boolean clearsBuffer) {
        return new Redirect(location, status, clearsBuffer, true);
    }

    /** Sends the redirect. */
    void send(HttpServletResponse response) throws IOException {
        if (!isOf61) {
            response.sendRedirect(location);
            return;
        }
        MethodHandle sendRedirect = SEND_REDIRECT;
        if (sendRedirect == null) {
            throw new UnsupportedOperationException("sendRedirect with a status is of Servlet 6.1");
        }
        try {
            sendRedirect.invokeExact(response, location, status, clearsBuffer);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("sendRedirect throws nothing else", e);
        }
    }
}
