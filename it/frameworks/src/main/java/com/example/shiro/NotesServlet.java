package com.example.shiro;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.shiro.SecurityUtils;
import org.apache.shiro.session.Session;
import org.apache.shiro.subject.Subject;

/** Holds what a user has noted, in Shiro's session. */
public class NotesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Subject user = SecurityUtils.getSubject();
        response.setContentType("text/html");
        response.getWriter()
                .print("<b id=\"user\">" + user.getPrincipal() + "</b><b id=\"admin\">" + user.hasRole("admin")
                        + "</b><b id=\"notes\">" + String.join(",", notes(user.getSession()))
                        + "</b><form method=\"post\" action=\"/notes\"><input name=\"note\"/></form>");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Session session = SecurityUtils.getSubject().getSession();
        List<String> notes = notes(session);
        notes.add(request.getParameter("note"));
        session.setAttribute("notes", notes);
        response.sendRedirect("/notes");
    }

    @SuppressWarnings("unchecked") // nothing else is ever put there
    private static List<String> notes(Session session) {
        Object notes = session.getAttribute("notes");
        return notes == null ? new ArrayList<>() : (List<String>) notes;
    }
}
