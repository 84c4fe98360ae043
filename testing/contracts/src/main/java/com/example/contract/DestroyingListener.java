package com.example.contract;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Sets a value that can't be stored in a session that ends, as MyFaces with CDI does, and reads it again. */
public class DestroyingListener implements HttpSessionListener {
    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        HttpSession session = event.getSession();
        session.setAttribute("last", new Local("tea"));
        EventLog.of(session.getServletContext())
                .add("last " + (session.getAttribute("last") instanceof Local ? "there" : "lost"));
    }
}
