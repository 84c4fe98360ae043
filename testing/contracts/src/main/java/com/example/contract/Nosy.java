package com.example.contract;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A value that looks at its session, once, when it is stored and another request is about to do the same. */
final class Nosy implements HttpSessionActivationListener, Serializable {
    private static final long serialVersionUID = 1;
    private static final AtomicBoolean ARMED = new AtomicBoolean();

    /** Makes the value ask from now on. */
    void arm() {
        ARMED.set(true);
    }

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
        if (ARMED.getAndSet(false)) {
            Gates.open("nosy-begins");
            Gates.pass("nosy-goes-on");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200)); // the other one is at it now
            event.getSession().getAttribute("y");
        }
    }
}
