package com.example.contract;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.Serializable;

/**
 * A value with something that can't be stored: it releases that when it is passivated, and gets another when
 * activated.
 */
final class Connected implements HttpSessionActivationListener, Serializable {
    private static final long serialVersionUID = 1;

    private final String label;

    @SuppressWarnings("serial") // not there when it is serialized, if it is told
    private Object connection = new Object();

    Connected(String label) {
        this.label = label;
    }

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
        connection = null;
        add(event, "passivate");
    }

    @Override
    public void sessionDidActivate(HttpSessionEvent event) {
        connection = new Object();
        add(event, "activate");
    }

    private void add(HttpSessionEvent event, String what) {
        EventLog.of(event.getSession().getServletContext()).add(what + " " + label + " " + Witness.loader());
    }

    @Override
    public String toString() {
        return label + (connection == null ? " disconnected" : " connected");
    }
}
