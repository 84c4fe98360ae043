package com.example.shop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.Semaphore;
import org.springframework.util.LinkedMultiValueMap;

/** Logs a user in, puts things into the cart, logs the user out; answers who is logged in and what is in the cart. */
public final class ShopServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Semaphore HELD = new Semaphore(0);
    private static final Semaphore FREED = new Semaphore(0);

    /** Waits until a request with the parameter {@code hold} has come so far. */
    public static void awaitHeld() {
        HELD.acquireUninterruptibly();
    }

    /** Lets that request go on. */
    public static void free() {
        FREED.release();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String user = request.getParameter("login");
        if (user != null) {
            HttpSession session = request.getSession();
            session.setAttribute("user", user);
            session.setAttribute("visits", 7L);
            session.setAttribute("cart", new Cart());
        }
        HttpSession session = request.getSession(false);
        if (session == null) {
            response.getWriter().println("nobody");
            return;
        }
        if (request.getParameter("voucher") != null) {
            session.setAttribute("voucher", new LinkedMultiValueMap<>()); // of a library
        }
        if (request.getParameter("hold") != null) {
            HELD.release();
            FREED.acquireUninterruptibly();
        }
        if (request.getParameter("changeId") != null) {
            request.changeSessionId();
        }
        if (session.getAttribute("cart") instanceof Cart cart && request.getParameter("add") != null) {
            cart.add(request.getParameter("add"));
            session.setAttribute("cart", cart);
        }
        response.getWriter()
                .println(session.getAttribute("user") + " " + session.getAttribute("visits") + " "
                        + session.getAttribute("cart"));
        if (request.getParameter("logout") != null) {
            session.invalidate();
        }
    }
}
