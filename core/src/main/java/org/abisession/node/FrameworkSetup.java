package org.abisession.node;

import java.util.Optional;
import java.util.function.Supplier;
import org.abisession.settings.SettingsBuilder;

/**
 * Tells the sessions of a container what a framework of the application, such as Spring Boot, knows of them. A program
 * that starts the container hands it to the container's adapter. In a war that has the adapter in its own {@code
 * WEB-INF/lib}, the framework leaves it in the servlet context, as the attribute {@link #ATTRIBUTE}.
 */
@FunctionalInterface
public interface FrameworkSetup {
    /** Names the attribute of the servlet context. */
    String ATTRIBUTE = FrameworkSetup.class.getName();

    /** Adds to the settings what the framework has of them; called after all other places have been given. */
    void addTo(SettingsBuilder settings);

    /** Takes note of sessions that are open now. The supplier is empty once they are closed. */
    default void opened(Supplier<Optional<SessionNode>> node) {}
}
