package com.example.contract;

import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.Serializable;

/** A value that notes when it comes into a session and leaves it. */
public record Bound(String name) implements HttpSessionBindingListener, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
        EventLog.of(event.getSession().getServletContext()).add("bound " + event.getName());
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        EventLog.of(event.getSession().getServletContext()).add("unbound " + event.getName());
    }
}
