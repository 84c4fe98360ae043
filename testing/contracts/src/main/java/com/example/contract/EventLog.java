package com.example.contract;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;

/** The session events of one application on one node, as short texts. Safe for use by several threads. */
final class EventLog {
    private static final String ATTRIBUTE = "com.example.contract.events";

    private final List<String> events = new ArrayList<>();

    static synchronized EventLog of(ServletContext context) {
        EventLog log = (EventLog) context.getAttribute(ATTRIBUTE);
        if (log == null) {
            log = new EventLog();
            context.setAttribute(ATTRIBUTE, log);
        }
        return log;
    }

    synchronized void add(String event) {
        events.add(event);
    }

    synchronized List<String> take() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }
}
