package com.example.contract;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Does what the query string says, step by step: {@code /do?set=cart:tea&flush&gate=g&set=late:1}. A
 * step is a name and an argument, URL encoded. Answers lines of {@code name=value}, written when all
 * steps are done. The steps on the session are in {@link SessionSteps}, {@link ObjectSteps} and {@link
 * RequestSteps}; those on the response are here and in {@link ResponseSteps}:
 *
 * <ul>
 *   <li>{@code text=n} writes n characters, {@code flush} flushes the buffer, {@code close} closes the
 *       writer, {@code length=n} sets Content-Length, {@code status=n} the status
 *   <li>{@code redirect=path}, {@code error=status}, {@code throw}, {@code throwIo}, {@code throwError}
 *   <li>{@code forward=steps}, {@code include=steps}: by the request dispatcher, to this servlet
 *   <li>{@code async}: the steps after it run on a worker, then {@code complete()}; {@code asyncOwn}: the same, in a
 *       thread that the application starts itself; {@code asyncLost}: the same as {@code async}, but what a step throws
 *       ends the worker, and the request has its timeout; {@code dispatch=steps}: a worker calls {@code
 *       AsyncContext.dispatch}, and the steps run there; {@code timeout=steps}: a listener runs the steps at the
 *       timeout, then {@code complete()} of its event; {@code asyncThrow} throws after {@code startAsync}; {@code
 *       dispatchNow=steps} dispatches in the same thread
 *   <li>{@code caught=step} runs a step on the session, and answers what it has thrown
 *   <li>{@code gate=name} waits until another request has the step {@code open=name}; {@code
 *       waiting=name} tells how many wait
 * </ul>
 *
 * <p>As an error page ({@code /oops}) it sets the attribute {@code oops} of a session that is there.
 */
public class ContractServlet extends HttpServlet {
    static final String DISPATCHED_STEPS = "com.example.contract.steps";
    private static final long ASYNC_MILLIS = 20_000;
    private static final long LOST_MILLIS = 2_000;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        doGet(request, response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        DispatcherType type = request.getDispatcherType();
        if (type == DispatcherType.ERROR) {
            errorPage(request, response);
        } else {
            String steps = type == DispatcherType.REQUEST
                    ? request.getQueryString()
                    : (String) request.getAttribute(DISPATCHED_STEPS);
            run(request, response, parse(steps));
        }
    }

    private static void errorPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (request.getSession(false) != null) {
            request.getSession(false).setAttribute("oops", String.valueOf(status));
        }
        response.setContentType("text/plain");
        response.getWriter().println("oops=" + status);
    }

    private static Queue<String> parse(String steps) {
        Queue<String> queue = new ArrayDeque<>();
        if (steps != null && !steps.isEmpty()) {
            for (String step : steps.split("&", -1)) {
                queue.add(step);
            }
        }
        return queue;
    }

    private void run(HttpServletRequest request, HttpServletResponse response, Queue<String> steps)
            throws ServletException, IOException {
        SessionSteps session = new SessionSteps(request);
        List<Steps> others = List.of(
                new ObjectSteps(request, session::answer),
                new RequestSteps(request, response, session::answer),
                new ResponseSteps(request, response));
        boolean answers = true;
        while (!steps.isEmpty()) {
            String[] step = steps.remove().split("=", 2);
            String argument = step.length < 2 ? "" : URLDecoder.decode(step[1], StandardCharsets.UTF_8);
            switch (step[0]) {
                case "text" -> response.getWriter().print("x".repeat(Integer.parseInt(argument)));
                case "flush" -> response.flushBuffer();
                case "length" -> response.setContentLength(Integer.parseInt(argument));
                case "status" -> response.setStatus(Integer.parseInt(argument));
                case "close" -> {
                    response.getWriter().close();
                    answers = false;
                }
                case "redirect" -> {
                    response.sendRedirect(argument);
                    answers = false;
                }
                case "error" -> {
                    response.sendError(Integer.parseInt(argument));
                    answers = false;
                }
                case "throw" -> throw new IllegalStateException("thrown, as the contract's request wants it");
                case "forward" -> {
                    request.setAttribute(DISPATCHED_STEPS, argument);
                    request.getRequestDispatcher("/second").forward(request, response);
                    answers = false;
                }
                case "include" -> {
                    request.setAttribute(DISPATCHED_STEPS, argument);
                    request.getRequestDispatcher("/second").include(request, response);
                }
                case "throwIo" -> throw new IOException("thrown, as the contract's request wants it");
                case "throwError" -> throw new StackOverflowError("thrown, as the contract's request wants it");
                case "asyncThrow" -> {
                    request.startAsync().setTimeout(500); // Jetty waits for it
                    throw new IllegalStateException("thrown, as the contract's request wants it");
                }
                case "timeout" -> {
                    AsyncContext async = request.startAsync();
                    async.setTimeout(200); // at 1 ms Jetty hangs now and then, with its own sessions, too
                    async.addListener(new TimeoutSteps(() -> {
                        HttpServletRequest asked = (HttpServletRequest) async.getRequest();
                        run(asked, (HttpServletResponse) async.getResponse(), parse(argument));
                    }));
                    return;
                }
                case "async" -> {
                    AsyncContext async = request.startAsync();
                    complete(async, new ArrayDeque<>(steps), async::start);
                    return;
                }
                case "asyncOwn" -> {
                    complete(request.startAsync(), new ArrayDeque<>(steps), task -> new Thread(task).start());
                    return;
                }
                case "asyncLost" -> {
                    asyncLost(request, new ArrayDeque<>(steps));
                    return;
                }
                case "dispatch" -> {
                    request.setAttribute(DISPATCHED_STEPS, argument);
                    AsyncContext async = request.startAsync();
                    async.setTimeout(ASYNC_MILLIS);
                    async.start(() -> async.dispatch("/second"));
                    return;
                }
                case "dispatchNow" -> {
                    request.setAttribute(DISPATCHED_STEPS, argument);
                    request.startAsync().dispatch("/second");
                    return;
                }
                case "caught" ->
                    session.answer("caught", Steps.outcome(() -> {
                        session.run(argument, "");
                        return "nothing";
                    }));
                case "gate" -> Gates.pass(argument);
                case "open" -> Gates.open(argument);
                case "waiting" -> session.answer("waiting", Gates.waiting(argument));
                default -> {
                    if (!runOther(others, step[0], argument)) {
                        session.run(step[0], argument);
                    }
                }
            }
        }
        if (answers) {
            answer(session, response);
        }
    }

    private static boolean runOther(List<Steps> others, String step, String argument)
            throws ServletException, IOException {
        try {
            for (Steps each : others) {
                if (each.run(step, argument)) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeException | ServletException | IOException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private void complete(AsyncContext async, Queue<String> steps, Consumer<Runnable> starter) {
        async.setTimeout(ASYNC_MILLIS);
        starter.accept(() -> {
            try {
                run((HttpServletRequest) async.getRequest(), (HttpServletResponse) async.getResponse(), steps);
            } catch (ServletException | IOException | RuntimeException e) {
                getServletContext().log("A worker's step failed", e);
            } finally {
                async.complete();
            }
        });
    }

    private void asyncLost(HttpServletRequest request, Queue<String> steps) {
        AsyncContext async = request.startAsync();
        async.setTimeout(LOST_MILLIS);
        async.start(() -> {
            try {
                run((HttpServletRequest) async.getRequest(), (HttpServletResponse) async.getResponse(), steps);
            } catch (ServletException | IOException e) {
                throw new IllegalStateException(e);
            }
            async.complete();
        });
    }

    private static void answer(SessionSteps session, HttpServletResponse response) throws IOException {
        if (!response.isCommitted()) {
            response.setContentType("text/plain");
            response.setCharacterEncoding("UTF-8");
        }
        response.getWriter().print(session.answers());
    }
}
