package org.abisession.benchmarks.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers what only the node itself knows, and serves requests that take their time. */
@SuppressWarnings("serial") // containers do not serialize it
public final class ProcessServlet extends HttpServlet {
    private static final int COLLECTIONS = 3;

    private final WaitingRoom room = new WaitingRoom();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().write(answer(request.getPathInfo(), request));
    }

    private String answer(String path, HttpServletRequest request) {
        return switch (path) {
            case "/heap" -> Long.toString(usedHeap());
            case "/hold" -> hold(request.getSession(false));
            case "/holding" -> Integer.toString(room.waiting());
            case "/release" -> {
                room.release();
                yield "released";
            }
            default -> throw new IllegalArgumentException("No such path: " + path);
        };
    }

    /**
     * Returns the heap in use when nothing more can be collected. It collects several times, since some objects are
     * freed by a later collection only.
     */
    private static long usedHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Reads all that "/create" has set, keeps it until it is released, and returns how many attributes it was. */
    private String hold(@Nullable HttpSession session) {
        List<Object> values = new ArrayList<>();
        if (session != null) {
            // Not by getAttributeNames: Redisson tells fields of its own there, too.
            for (Object value = session.getAttribute("attribute0");
                    value != null;
                    value = session.getAttribute("attribute" + values.size())) {
                values.add(value);
            }
        }
        try {
            if (!room.await()) {
                throw new IllegalStateException("Nobody has released this request within a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The node ends", e);
        }
        return Integer.toString(values.size());
    }
}
