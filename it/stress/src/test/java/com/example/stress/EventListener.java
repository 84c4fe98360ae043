package com.example.stress;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Notes the end of each session by its attribute {@code mark}, and of each attribute. */
public class EventListener implements HttpSessionListener, HttpSessionAttributeListener {
    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        HttpSession session = event.getSession();
        EventFile.of(session.getServletContext()).add("destroyed", session.getAttribute("mark"));
    }

    @Override
    public void attributeRemoved(HttpSessionBindingEvent event) {
        EventFile.of(event.getSession().getServletContext()).add("removed:" + event.getName(), value(event.getValue()));
    }

    private static Object value(Object value) {
        return value instanceof Bound bound ? bound.mark() : value;
    }
}
