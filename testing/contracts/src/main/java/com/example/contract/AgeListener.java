package com.example.contract;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Notes how many milliseconds after the time in its attribute {@code born} a session ended. */
public class AgeListener implements HttpSessionListener {
    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        HttpSession session = event.getSession();
        if (session.getAttribute("born") instanceof String born) {
            long age = (System.nanoTime() - Long.parseLong(born)) / 1_000_000;
            EventLog.of(session.getServletContext()).add("age " + age);
        }
    }
}
