package com.example.spring;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.View;

/** Pieces of pages. */
final class Html {
    private Html() {}

    /** A view, as a template would be one: Spring renders it when it has put the model into the session. */
    static View page(String html) {
        return (model, request, response) -> {
            response.setContentType("text/html");
            response.getWriter().print(html);
        };
    }

    static String form(String id, String action, CsrfToken token, String fields) {
        return "<form id=\"" + id + "\" method=\"post\" action=\"" + action + "\"><input type=\"hidden\" name=\""
                + token.getParameterName() + "\" value=\"" + token.getToken() + "\"/>" + fields + "</form>";
    }

    static String field(String name, String value) {
        return "<input name=\"" + name + "\" value=\"" + value + "\"/>";
    }
}
