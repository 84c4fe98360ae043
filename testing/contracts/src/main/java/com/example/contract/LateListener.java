package com.example.contract;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Binds one more value while the session ends. */
public class LateListener implements HttpSessionListener {
    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        event.getSession().setAttribute("late", new Witness("late"));
    }
}
