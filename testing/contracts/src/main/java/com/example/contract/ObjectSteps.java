package com.example.contract;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The steps on the object that is the session:
 *
 * <ul>
 *   <li>{@code hold} keeps it for {@code held=method}, which answers what the method returns, or the
 *       simple name of what it throws; {@code heldLater=method} calls it in another request
 *   <li>{@code same=name} gets an attribute twice and answers whether that is one instance
 *   <li>{@code again=name} sets the very value that is there
 *   <li>{@code setNull=name}, {@code setNullName}, {@code tryRemove=name}
 *   <li>{@code removeWhileIterating} answers how many attributes it met
 *   <li>{@code twice=name:other} sets one binding listener under two names
 *   <li>{@code witness=name:label}, {@code counted=name:text}, {@code decoded} (how often one was), {@code graph=name},
 *       {@code checkGraph=name}, {@code holder=name} (serializable, with something in it that isn't)
 *   <li>{@code failing=name:runtime}, {@code failing=name:error}, {@code failing=name:undeclared} set what throws
 *   <li>{@code nosy=name} looks at the session when it is stored, after gate {@code nosy-goes-on}
 *   <li>{@code born=name} sets the time of this JVM in nanoseconds
 *   <li>{@code hammer=threads:rounds}: set, get, iterate, remove, by several threads of one request; answers failures
 * </ul>
 */
final class ObjectSteps implements Steps {
    private static volatile @Nullable HttpSession kept;

    private final HttpServletRequest request;
    private final Answers answers;
    private @Nullable HttpSession held;

    ObjectSteps(HttpServletRequest request, Answers answers) {
        this.request = request;
        this.answers = answers;
    }

    @Override
    public boolean run(String step, String argument) throws Exception {
        String name = Steps.name(argument);
        String text = Steps.text(argument);
        switch (step) {
            case "hold" -> {
                held = request.getSession();
                kept = held;
            }
            case "held" -> answers.accept(argument, Steps.outcome(() -> call(held, argument)));
            case "heldLater" -> answers.accept(argument, Steps.outcome(() -> call(kept, argument)));
            case "same" -> {
                Object first = session().getAttribute(name);
                Object second = session().getAttribute(name);
                answers.accept("same", first != null && first == second);
            }
            case "again" -> session().setAttribute(name, session().getAttribute(name));
            case "setNull" -> session().setAttribute(name, null);
            case "setNullName" ->
                answers.accept("setNullName", Steps.outcome(() -> {
                    session().setAttribute(null, "x");
                    return "set";
                }));
            case "removeWhileIterating" -> answers.accept("met", removeWhileIterating());
            case "witness" -> session().setAttribute(name, new Witness(text));
            case "failing" -> session().setAttribute(name, new Failing(text));
            case "twice" -> {
                Witness witness = new Witness("twice");
                session().setAttribute(name, witness);
                session().setAttribute(text, witness);
            }
            case "nosy" -> {
                Nosy nosy = new Nosy();
                session().setAttribute(name, nosy);
                nosy.arm();
            }
            case "connected" -> session().setAttribute(name, new Connected(text));
            case "marking" -> session().setAttribute(argument, new Marking(argument));
            case "parting" -> session().setAttribute(argument, new Parting(session()));
            case "local" -> session().setAttribute(name, new Local(text));
            case "counted" -> session().setAttribute(name, new Counted(text));
            case "decoded" -> answers.accept("decoded", Counted.decoded());
            case "graph" -> session().setAttribute(name, Graph.make());
            case "checkGraph" -> answers.accept("graph", ((Graph) session().getAttribute(name)).isWhole());
            case "holder" ->
                answers.accept("refused", Steps.outcome(() -> {
                    try {
                        session().setAttribute(name, new Holder());
                        return "set";
                    } catch (IllegalArgumentException e) {
                        return e.getMessage();
                    }
                }));
            case "born" -> session().setAttribute(name, String.valueOf(System.nanoTime()));
            case "hammer" -> answers.accept("failures", hammer(Integer.parseInt(name), Integer.parseInt(text)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private HttpSession session() {
        return request.getSession();
    }

    private Object call(@Nullable HttpSession session, String method) throws Exception {
        if (session == null) {
            throw new IllegalArgumentException("No session is held");
        }
        return switch (method) {
            case "getId" -> session.getId();
            case "getCreationTime" -> session.getCreationTime();
            case "getLastAccessedTime" -> session.getLastAccessedTime();
            case "getServletContext" -> session.getServletContext() == request.getServletContext();
            case "getMaxInactiveInterval" -> session.getMaxInactiveInterval();
            case "setMaxInactiveInterval" -> {
                session.setMaxInactiveInterval(60);
                yield "set";
            }
            case "isNew" -> session.isNew();
            case "getAccessor" -> RequestSteps.accessor(session);
            case "getAttribute" -> String.valueOf(session.getAttribute("x"));
            case "getAttributeNames" -> Collections.list(session.getAttributeNames());
            case "setAttribute" -> {
                session.setAttribute("x", "set");
                yield "set";
            }
            case "removeAttribute" -> {
                session.removeAttribute("x");
                yield "removed";
            }
            case "invalidate" -> {
                session.invalidate();
                yield "invalidated";
            }
            default -> throw new IllegalArgumentException("There is no method " + method);
        };
    }

    private int removeWhileIterating() {
        int met = 0;
        Enumeration<String> names = session().getAttributeNames();
        while (names.hasMoreElements()) {
            session().removeAttribute(names.nextElement());
            met++;
        }
        return met;
    }

    /** Returns what went wrong, at most ten messages. */
    private List<String> hammer(int threads, int rounds) throws InterruptedException {
        HttpSession session = session();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String own = "own" + i;
            running.add(pool.submit(() -> {
                for (int round = 0; round < rounds; round++) {
                    session.setAttribute(own, round);
                    session.setAttribute("common", round);
                    Object back = session.getAttribute(own);
                    if (!Integer.valueOf(round).equals(back)) {
                        throw new IllegalStateException(own + " was " + back + " in round " + round);
                    }
                    for (String name : Collections.list(session.getAttributeNames())) {
                        session.getAttribute(name);
                    }
                    session.removeAttribute(own);
                }
                return null;
            }));
        }
        List<String> failures = new ArrayList<>();
        for (Future<?> future : running) {
            try {
                future.get();
            } catch (ExecutionException e) {
                failures.add(String.valueOf(e.getCause()));
            }
        }
        pool.shutdown();
        return failures.subList(0, Math.min(10, failures.size()));
    }
}
