package com.example.contract;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

/**
 * Throws where a session has an attribute {@code bad}: at its end, and at a change of its id; and when it gets an
 * attribute {@code worse}.
 */
public class FailingListener implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener {
    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        HttpSession session = event.getSession();
        if (session.getAttribute("bad") != null) {
            throw new IllegalStateException("thrown at the end of a session, as the contract wants it");
        }
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldId) {
        if (event.getSession().getAttribute("bad") != null) {
            throw new IllegalStateException("thrown at a new id, as the contract wants it");
        }
    }

    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
        if (event.getName().equals("worse")) {
            throw new IllegalStateException("thrown at an attribute, as the contract wants it");
        }
    }
}
