package com.example.contract;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

/** Writes all session events into the {@link EventLog}, under the name of its class, with the thread's class loader. */
class Listening implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener {
    @Override
    public void sessionCreated(HttpSessionEvent event) {
        add(event, "created");
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        add(event, "destroyed");
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldId) {
        boolean moved = !oldId.equals(event.getSession().getId());
        add(event, "idChanged" + (moved ? "" : " to the same"));
    }

    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
        add(event, "added " + event.getName() + ":" + event.getValue());
    }

    @Override
    public void attributeRemoved(HttpSessionBindingEvent event) {
        add(event, "removed " + event.getName() + ":" + event.getValue());
    }

    @Override
    public void attributeReplaced(HttpSessionBindingEvent event) {
        add(event, "replaced " + event.getName() + ":" + event.getValue());
    }

    final void add(HttpSessionEvent event, String text) {
        HttpSession session = event.getSession();
        EventLog.of(session.getServletContext()).add(getClass().getSimpleName() + " " + text + " " + Witness.loader());
    }
}
