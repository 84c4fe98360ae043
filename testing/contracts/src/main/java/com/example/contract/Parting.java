package com.example.contract;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** Ends its session while it is encoded, as another thread may do. */
final class Parting implements HttpSessionBindingListener, Serializable {
    private static final long serialVersionUID = 1;

    private transient HttpSession session;

    Parting(HttpSession session) {
        this.session = session;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        if (session != null) {
            HttpSession ended = session;
            session = null;
            ended.invalidate();
        }
    }

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
        add(event, "bound parting");
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        add(event, "unbound parting");
    }

    private static void add(HttpSessionBindingEvent event, String text) {
        EventLog.of(event.getSession().getServletContext()).add(text);
    }
}
