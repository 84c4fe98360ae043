package com.example.contract;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps on the response that are for a committed one, too:
 *
 * <ul>
 *   <li>{@code header=name:text}, {@code addCookie=name:text}, {@code type=media/type}
 *   <li>{@code stream=n} writes n bytes, flushes and closes the stream; {@code checkError} asks the writer
 *   <li>{@code redirectStatus=status:path}, {@code redirectKeeping=path}, {@code redirectBoth=status:path}: the
 *       redirects of Servlet 6.1 with a status, or without clearing the buffer
 *   <li>{@code noteHead} makes the status and the location of the response an attribute of the step's name
 *   <li>{@code tryError=status}, {@code tryReset}, {@code tryForward=steps}, {@code tryRedirect=path}: {@code done}, or
 *       the simple name of the exception, becomes the attribute of the step's name
 * </ul>
 */
final class ResponseSteps implements Steps {
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    ResponseSteps(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    @Override
    public boolean run(String step, String argument) throws Exception {
        switch (step) {
            case "header" -> response.addHeader(Steps.name(argument), Steps.text(argument));
            case "addCookie" -> response.addCookie(new Cookie(Steps.name(argument), Steps.text(argument)));
            case "type" -> response.setContentType(argument);
            case "stream" -> stream("x".repeat(Integer.parseInt(argument)));
            case "checkError" -> {
                boolean unused = response.getWriter().checkError();
            }
            case "redirectStatus" -> redirect(Steps.text(argument), Integer.valueOf(Steps.name(argument)));
            case "redirectKeeping" -> redirect(argument, false);
            case "redirectBoth" -> redirect(Steps.text(argument), Integer.valueOf(Steps.name(argument)), false);
            case "noteHead" ->
                request.getSession().setAttribute(step, response.getStatus() + " " + response.getHeader("Location"));
            case "tryError" -> attempt(step, () -> response.sendError(Integer.parseInt(argument)));
            case "tryReset" -> attempt(step, response::reset);
            case "tryRedirect" -> attempt(step, () -> response.sendRedirect(argument));
            case "tryForward" ->
                attempt(step, () -> {
                    request.setAttribute(ContractServlet.DISPATCHED_STEPS, argument);
                    RequestDispatcher dispatcher = request.getRequestDispatcher("/second");
                    dispatcher.forward(request, response);
                });
            default -> {
                return false;
            }
        }
        return true;
    }

    private void redirect(String path, Object... more) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of(path));
        arguments.addAll(List.of(more));
        Class<?>[] types = arguments.stream()
                .map(each -> MethodType.methodType(each.getClass()).unwrap().returnType())
                .toArray(Class<?>[]::new);
        HttpServletResponse.class.getMethod("sendRedirect", types).invoke(response, arguments.toArray());
    }

    private void stream(String text) throws IOException {
        OutputStream stream = response.getOutputStream();
        stream.write(text.getBytes(StandardCharsets.US_ASCII));
        stream.flush();
        stream.close();
    }

    /** A call that may throw. */
    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }

    private void attempt(String step, Attempt attempt) {
        Object outcome = Steps.outcome(() -> {
            attempt.run();
            return "done";
        });
        request.getSession().setAttribute(step, outcome);
    }
}
