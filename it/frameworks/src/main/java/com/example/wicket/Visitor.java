package com.example.wicket;

import org.apache.wicket.Session;
import org.apache.wicket.protocol.http.WebSession;
import org.apache.wicket.request.Request;

/** The session, with a field of the application's own. */
public class Visitor extends WebSession {
    private static final long serialVersionUID = 1L;

    private int clicks;

    /** A new one. */
    public Visitor(Request request) {
        super(request);
    }

    /** Returns the visitor of the request. */
    public static Visitor current() {
        return (Visitor) Session.get();
    }

    /** One more. */
    public void click() {
        clicks++;
        dirty();
    }

    /** Returns how many. */
    public int getClicks() {
        return clicks;
    }
}
