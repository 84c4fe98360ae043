package com.example.contract;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

/**
 * Sets an attribute of the session that has the name of the event: in each event of a session, and in those of a
 * request that has a header of that name with the value to set.
 */
public class SettingListener implements HttpSessionListener, HttpSessionIdListener, ServletRequestListener {
    @Override
    public void sessionCreated(HttpSessionEvent event) {
        event.getSession().setAttribute("created", event.getSession().getId());
    }

    /** Sets an attribute that is true if the session was created with the old id and has another one now. */
    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldId) {
        HttpSession session = event.getSession();
        session.setAttribute(
                "idChanged",
                session.getAttribute("created").equals(oldId)
                        && !session.getId().equals(oldId));
    }

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        set(event, "requestInitialized");
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        set(event, "requestDestroyed");
    }

    private static void set(ServletRequestEvent event, String name) {
        HttpServletRequest request = (HttpServletRequest) event.getServletRequest();
        String value = request.getHeader(name);
        HttpSession session = request.getSession(false);
        if (session != null && value != null) {
            session.setAttribute(name, value);
        }
    }
}
