package org.abisession.tomcat;

import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.LifecycleState;

/**
 * Gives the reason why a context did not start to the program that starts Tomcat. Tomcat itself only logs it: that
 * program learns that the context has failed, and not why.
 */
final class StartFailure implements LifecycleListener {
    private final IllegalArgumentException reason;

    private StartFailure(IllegalArgumentException reason) {
        this.reason = reason;
    }

    /** Has the start of this context, which is about to fail, end with the reason. */
    static void of(Context context, IllegalArgumentException reason) {
        context.addLifecycleListener(new StartFailure(reason));
    }

    /** Throws the reason when Tomcat stops the context that has failed: that is within its start. */
    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (event.getType().equals(Lifecycle.BEFORE_STOP_EVENT)) {
            event.getLifecycle().removeLifecycleListener(this); // the next stop has to come to its end
            if (event.getLifecycle().getState() == LifecycleState.FAILED) {
                throw reason;
            }
        }
    }
}
