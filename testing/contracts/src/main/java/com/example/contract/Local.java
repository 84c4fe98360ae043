package com.example.contract;

import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;

/** A value that can't be stored, and notes when it comes into a session and leaves it. */
final class Local implements HttpSessionBindingListener {
    private final String text;

    Local(String text) {
        this.text = text;
    }

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
        EventLog.of(event.getSession().getServletContext()).add("bound " + event.getName());
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        EventLog.of(event.getSession().getServletContext()).add("unbound " + event.getName());
    }

    @Override
    public String toString() {
        return text;
    }
}
