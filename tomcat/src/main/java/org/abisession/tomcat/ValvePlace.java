package org.abisession.tomcat;

import java.lang.reflect.Field;
import org.apache.catalina.Authenticator;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Pipeline;
import org.apache.catalina.Valve;
import org.apache.catalina.core.StandardPipeline;
import org.jspecify.annotations.Nullable;

/**
 * Puts the manager's valve before the authenticator of its context. That one may be there first: a {@code <Valve>} of
 * {@code context.xml} that is written before {@code <Manager>}, or Tomcat's own, where an application installs the
 * manager itself. Other valves stay where they are.
 */
final class ValvePlace {
    private ValvePlace() {}

    /**
     * Moves the valve, if it comes after the authenticator.
     *
     * @throws LifecycleException if Tomcat does not let it be the first one
     */
    static void beforeAuthenticator(Pipeline pipeline, Valve valve) throws LifecycleException {
        @Nullable Valve previous = null;
        Valve authenticator = pipeline.getFirst();
        while (authenticator != valve && !(authenticator instanceof Authenticator)) {
            previous = authenticator;
            authenticator = authenticator.getNext();
        }
        if (authenticator == valve) {
            return;
        }
        Valve beforeValve = authenticator;
        while (beforeValve.getNext() != valve) {
            beforeValve = beforeValve.getNext();
        }
        if (previous == null) {
            setFirst(pipeline, valve);
        } else {
            previous.setNext(valve);
        }
        beforeValve.setNext(valve.getNext());
        valve.setNext(authenticator);
    }

    private static void setFirst(Pipeline pipeline, Valve valve) throws LifecycleException {
        try {
            Field first = StandardPipeline.class.getDeclaredField("first");
            first.setAccessible(true);
            first.set(pipeline, valve);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new LifecycleException(
                    "This Tomcat does not let abi-session come before the authenticator. Put its jar into"
                            + " $CATALINA_BASE/lib, and name <Manager> in context.xml before any <Valve>.",
                    e);
        }
    }
}
