package com.example.contract;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.IOException;
import java.io.Serializable;

/**
 * A value that throws when it is unbound, passivated or activated: a RuntimeException, an Error, or an exception that it
 * does not declare, as a class of Kotlin may.
 */
final class Failing implements HttpSessionBindingListener, HttpSessionActivationListener, Serializable {
    private static final long serialVersionUID = 1;

    private final String what;

    Failing(String what) {
        this.what = what;
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        EventLog.of(event.getSession().getServletContext()).add("unbound " + event.getName());
        fail();
    }

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
        fail();
    }

    @Override
    public void sessionDidActivate(HttpSessionEvent event) {
        fail();
    }

    private void fail() {
        String message = "thrown by a value, as the contract wants it";
        switch (what) {
            case "error" -> throw new AssertionError(message);
            case "undeclared" -> Failing.<RuntimeException>throwUndeclared(new IOException(message));
            default -> throw new IllegalStateException(message);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Exception> void throwUndeclared(Exception e) throws T {
        throw (T) e;
    }
}
