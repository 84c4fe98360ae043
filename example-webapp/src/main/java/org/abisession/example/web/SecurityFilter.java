package org.abisession.example.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells browsers to load nothing from elsewhere, and refuses what a page of another origin makes a browser send.
 * Cookies ignore ports, and so does SameSite: a page on another port of this host could otherwise act on the session.
 *
 * <p>A request that may change something passes if nothing in it speaks of another origin: each of {@code
 * Sec-Fetch-Site}, {@code Origin} and {@code Referer} that is there must name this one, scheme, host and port. A
 * request without any of them passes: every browser of the last years sends {@code Origin} with such a request to
 * another origin, so that it comes from a client that has no user's cookies, such as curl. Behind a proxy the server
 * must see the scheme and the host of the client.
 */
public final class SecurityFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    /**
     * The values of {@code Sec-Fetch-Site} with which a browser says that no page of another origin sent the request.
     */
    private static final Set<String> OWN = Set.of("same-origin", "none");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-cache");
        if (SAFE.contains(request.getMethod()) || isOwn(request)) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(403);
        response.setHeader("Connection", "close"); // the body is left unread
        response.setContentType("application/json;charset=UTF-8");
        response.getOutputStream()
                .write("{\"error\":\"A page of another origin must not change anything here.\"}"
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isOwn(HttpServletRequest request) {
        Optional<WebOrigin> own = Optional.of(WebOrigin.of(request));
        return all(request, "Sec-Fetch-Site", OWN::contains)
                && all(request, "Origin", origin -> WebOrigin.parse(origin).equals(own))
                && all(request, "Referer", page -> WebOrigin.ofPage(page).equals(own));
    }

    private static boolean all(HttpServletRequest request, String header, Predicate<String> own) {
        return Collections.list(request.getHeaders(header)).stream().allMatch(own);
    }
}
