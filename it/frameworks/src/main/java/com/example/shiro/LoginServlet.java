package com.example.shiro;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.shiro.web.filter.authc.FormAuthenticationFilter;

/** Shows the form; what is filled in goes to Shiro's filter, which comes here again if it is wrong. */
public class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/html");
        Object failure = request.getAttribute(FormAuthenticationFilter.DEFAULT_ERROR_KEY_ATTRIBUTE_NAME);
        response.getWriter()
                .print("<b id=\"failure\">" + (failure == null ? "" : failure)
                        + "</b><form method=\"post\" action=\"/login\">"
                        + "<input name=\"username\"/><input name=\"password\"/></form>");
    }
}
