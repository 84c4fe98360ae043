package com.example.contract;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Writes all session events into the {@link EventLog}. */
public class ContractListener implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener {
    @Override
    public void sessionCreated(HttpSessionEvent event) {
        add(event, "created");
    }

    /** Notes the end with the attributes as they can be read now, but for the binding listeners. */
    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        HttpSession session = event.getSession();
        List<String> names = Collections.list(session.getAttributeNames());
        Collections.sort(names);
        String attributes = names.stream()
                .map(name -> " " + name + ":" + session.getAttribute(name))
                .collect(Collectors.joining());
        add(event, "destroyed" + attributes);
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldId) {
        add(event, "idChanged");
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

    private static void add(HttpSessionEvent event, String text) {
        EventLog.of(event.getSession().getServletContext()).add(text);
    }
}
