package org.abisession.example.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Tells browsers to load nothing from elsewhere, and refuses what a page of another origin makes a
 * browser send. Cookies ignore ports, and so does SameSite: a page on another port of this host could
 * else act on the session.
 */
public final class SecurityFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    /** {@code Sec-Fetch-Site}: what a browser says of the page that sent the request; other clients say nothing. */
    private static final Set<String> OWN = Set.of("same-origin", "none");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-cache");
        String site = request.getHeader("Sec-Fetch-Site");
        if (site == null || OWN.contains(site) || SAFE.contains(request.getMethod())) {
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
}
