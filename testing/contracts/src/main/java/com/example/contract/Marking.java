package com.example.contract;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.Serializable;

/** A value that sets another attribute, to a new text, and itself each time that it is passivated or activated. */
final class Marking implements HttpSessionActivationListener, Serializable {
    private static final long serialVersionUID = 1;
    private static final int TOO_DEEP = 10;
    private static volatile boolean endless;

    private final String name;
    private transient int depth;

    Marking(String name) {
        this.name = name;
    }

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
        mark(event, "passivated");
    }

    @Override
    public void sessionDidActivate(HttpSessionEvent event) {
        mark(event, "activated");
    }

    private void mark(HttpSessionEvent event, String what) {
        endless |= depth > TOO_DEEP;
        if (endless) {
            return;
        }
        depth++;
        event.getSession().setAttribute(what, String.valueOf(System.nanoTime()));
        event.getSession().setAttribute(name, this);
        depth--;
    }

    @Override
    public String toString() {
        return endless ? "called in its own calls, again and again" : "Marking";
    }
}
