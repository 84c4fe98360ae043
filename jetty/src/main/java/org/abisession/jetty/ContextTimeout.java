package org.abisession.jetty;

import java.time.Duration;
import org.abisession.settings.SessionSettings;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.session.SessionConfig;
import org.jspecify.annotations.Nullable;

/**
 * Tells a session timeout that somebody has set from the 30 minutes of Jetty's default descriptor, and from the -1 of a
 * session handler that nobody has touched.
 *
 * <p>A context with descriptors remembers which one has set the timeout. Code that sets 30 minutes itself before the
 * session handler starts is distinguished from the default descriptor where {@link TimeoutListener} has replaced the
 * value of that one. A -1 that was set on the handler of a context without descriptors looks like one of Jetty's: the
 * shorter one counts, our default. Spring Boot always sets one.
 */
final class ContextTimeout {
    /** The timeout that the session handlers of all Jetty versions begin with. */
    private static final int UNSET = -1;

    private static final int DEFAULT_DESCRIPTORS = 1800;
    private static final int OURS =
            (int) SessionSettings.defaults().maxInactiveInterval().toSeconds();

    private ContextTimeout() {}

    /** A bean of contexts whose default descriptor's timeout was replaced. */
    private record Replaced() {}

    /**
     * Returns the timeout that the application or its framework has set; null if neither has.
     *
     * @param core the context
     * @param handlers what its session handler has, in seconds
     */
    static @Nullable Duration asked(ContextHandler core, int handlers) {
        boolean explicit = switch (origin(core)) {
            case "WebDefaults" ->
                handlers != OURS && (handlers != DEFAULT_DESCRIPTORS || core.getBean(Replaced.class) != null);
            case "NotSet" -> handlers != UNSET || core.getClass().getName().startsWith("org.springframework.boot.");
            default -> true; // its own web.xml, a fragment, an override
        };
        if (!explicit) {
            return null;
        }
        return handlers <= 0 ? Duration.ZERO : Duration.ofSeconds(handlers);
    }

    /** Replaces the default descriptor's timeout, before code of the application runs. */
    static void replaceDefault(ContextHandler core, SessionConfig.Mutable handler) {
        if (origin(core).equals("WebDefaults") && handler.getMaxInactiveInterval() == DEFAULT_DESCRIPTORS) {
            handler.setMaxInactiveInterval(OURS);
            if (core.getBean(Replaced.class) == null) {
                core.addBean(new Replaced());
            }
        }
    }

    /** Returns which descriptor has set the timeout, as the context's metadata names it. */
    private static String origin(ContextHandler core) {
        for (Object handler : new Object[] {core, EnvironmentContext.call(core, "getContextHandler")}) {
            Object metadata = EnvironmentContext.call(handler, "getMetaData");
            if (metadata != null) {
                return String.valueOf(EnvironmentContext.call(metadata, "getOrigin", "session.timeout"));
            }
        }
        return "NotSet";
    }
}
