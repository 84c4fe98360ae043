package com.example;

import java.io.IOException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Counts the visits of a session. */
public final class JavaxVisits extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object before = request.getSession().getAttribute("visits");
        int visits = before == null ? 1 : (Integer) before + 1;
        request.getSession().setAttribute("visits", visits);
        response.getWriter().print(visits);
    }
}
