package com.example.stress;

import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.Serializable;

/** A value that notes when it leaves its session. */
public record Bound(String mark) implements HttpSessionBindingListener, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        EventFile.of(event.getSession().getServletContext()).add("unbound", mark);
    }
}
