package com.example.contract;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.Serializable;

/**
 * A value that notes in the {@link EventLog} what the session shows under its name when it comes and goes, and
 * whether the thread has the application's class loader.
 */
final class Witness implements HttpSessionBindingListener, Serializable {
    private static final long serialVersionUID = 1;

    private final String label;

    Witness(String label) {
        this.label = label;
    }

    static String loader() {
        boolean own = Thread.currentThread().getContextClassLoader() == Witness.class.getClassLoader();
        return own ? "own-loader" : "other-loader";
    }

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
        add(event, "bound " + label + " value " + event.getValue() + " visible " + visible(event) + " " + loader());
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        add(event, "unbound " + label + " value " + event.getValue() + " visible " + visible(event) + " " + loader());
    }

    private static Object visible(HttpSessionBindingEvent event) {
        HttpSession session = event.getSession();
        return Steps.outcome(() -> String.valueOf(session.getAttribute(event.getName())));
    }

    private static void add(HttpSessionEvent event, String text) {
        EventLog.of(event.getSession().getServletContext()).add(text);
    }

    @Override
    public String toString() {
        return label;
    }
}
