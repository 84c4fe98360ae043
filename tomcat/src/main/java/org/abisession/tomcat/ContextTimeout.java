package org.abisession.tomcat;

import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.WebXmlTimeout;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.LifecycleState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session timeout of one context: tells what somebody has set from the 30 minutes that a context has of its own, or
 * of Tomcat's {@code conf/web.xml}, which nobody has asked for.
 *
 * <p>Those 30 minutes are replaced by our default in the context itself, before code of the application runs. What is
 * there later was set by somebody, be it 30 again. Where 30 is there before this class looks, as from an attribute of
 * {@code <Context>}, nobody can tell, and it counts as Tomcat's own; Spring Boot always sets one.
 */
final class ContextTimeout implements LifecycleListener, PropertyChangeListener {
    private static final Logger LOG = LoggerFactory.getLogger(ContextTimeout.class);
    private static final int TOMCATS_MINUTES = 30;
    private static final int OUR_MINUTES =
            (int) SessionSettings.defaults().maxInactiveInterval().toMinutes();
    private static final String SPRING_BOOT = "org.springframework.boot.";

    private final Context context;
    /** The minutes that were set before the context starts; empty if none were. */
    private volatile Optional<Integer> beforeStart = Optional.empty();
    /** The minutes that the context shows since the manager has started; -1 before. */
    private volatile int shown = -1;

    private volatile boolean changing;

    private ContextTimeout(Context context) {
        this.context = context;
    }

    static ContextTimeout watch(Context context) {
        ContextTimeout timeout = new ContextTimeout(context);
        int minutes = context.getSessionTimeout();
        if (context.getState() == LifecycleState.STARTING_PREP) { // installed by the application, which is configured
            timeout.configured();
        } else if (minutes != TOMCATS_MINUTES || context.getClass().getName().startsWith(SPRING_BOOT)) {
            timeout.beforeStart = Optional.of(minutes);
        } else {
            timeout.set(OUR_MINUTES);
        }
        context.addPropertyChangeListener(timeout);
        context.addLifecycleListener(timeout);
        return timeout;
    }

    /** Ends the watch, and restores the context, if nobody else watches it. */
    void unwatch(boolean restore) {
        context.removePropertyChangeListener(this);
        context.removeLifecycleListener(this);
        if (restore) {
            set(beforeStart.orElse(TOMCATS_MINUTES));
        }
    }

    @Override
    public void propertyChange(PropertyChangeEvent event) {
        Set<LifecycleState> stopped = Set.of(
                LifecycleState.NEW, LifecycleState.INITIALIZING, LifecycleState.INITIALIZED, LifecycleState.STOPPED);
        if (event.getPropertyName().equals("sessionTimeout") && !changing && stopped.contains(context.getState())) {
            beforeStart = Optional.of(context.getSessionTimeout());
        }
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        switch (event.getType()) {
            case Lifecycle.BEFORE_START_EVENT -> {
                context.removeLifecycleListener(this); // after the one that reads web.xml, whenever that was added
                context.addLifecycleListener(this);
            }
            case Lifecycle.CONFIGURE_START_EVENT -> configured();
            case Lifecycle.AFTER_STOP_EVENT -> {
                shown = -1;
                set(beforeStart.orElse(OUR_MINUTES));
            }
            default -> {}
        }
    }

    /**
     * Sets the timeout of abi-session where the application has not set one: called when every web.xml has been read,
     * and no code of the application has run.
     */
    private void configured() {
        int minutes = context.getSessionTimeout();
        if (minutes == TOMCATS_MINUTES && !isDeclared()) {
            set(beforeStart.orElse(OUR_MINUTES));
        }
    }

    private boolean isDeclared() {
        if (declares(context.getServletContext().getResourceAsStream("/WEB-INF/web.xml"))) {
            return true;
        }
        Set<String> libraries = context.getServletContext().getResourcePaths("/WEB-INF/lib");
        return libraries != null
                && libraries.stream().filter(path -> path.endsWith(".jar")).anyMatch(this::hasFragmentThatDeclares);
    }

    private boolean hasFragmentThatDeclares(String jar) {
        InputStream file = context.getServletContext().getResourceAsStream(jar);
        if (file == null) {
            return false;
        }
        try (ZipInputStream entries = new ZipInputStream(file)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().equals("META-INF/web-fragment.xml")) {
                    return WebXmlTimeout.read(entries, "web-fragment").isPresent();
                }
            }
        } catch (IOException e) {
            LOG.debug("{} can't be read; the container says so, too", jar, e);
        }
        return false;
    }

    private static boolean declares(@Nullable InputStream descriptor) {
        try (descriptor) {
            return descriptor != null && WebXmlTimeout.read(descriptor).isPresent();
        } catch (IOException e) {
            LOG.debug("web.xml can't be read; the container says so, too", e);
            return false;
        }
    }

    private void set(int minutes) {
        changing = true;
        try {
            context.setSessionTimeout(minutes);
        } finally {
            changing = false;
        }
    }

    /** Returns what the application or its framework has set; null if nobody has. */
    @Nullable
    Duration asked() {
        int minutes = context.getSessionTimeout();
        return minutes == OUR_MINUTES ? null : duration(minutes);
    }

    /** Makes the context show the interval that counts. */
    void show(Duration interval) {
        long minutes = interval.isZero() ? 0 : Math.max(interval.toMinutes(), 1);
        set((int) Math.min(minutes, Integer.MAX_VALUE / 60));
        shown = context.getSessionTimeout();
    }

    /**
     * Returns the interval of a session that begins now. A timeout that the application has set since the start counts,
     * unless a setting comes before it.
     */
    Duration ofNewSession(SessionSettings settings) {
        int minutes = context.getSessionTimeout();
        return minutes == shown || settings.isMaxInactiveIntervalSet()
                ? settings.maxInactiveInterval()
                : duration(minutes);
    }

    private static Duration duration(int minutes) {
        return minutes <= 0 ? Duration.ZERO : Duration.ofMinutes(minutes);
    }
}
