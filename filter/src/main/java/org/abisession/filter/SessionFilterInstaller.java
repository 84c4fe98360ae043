package org.abisession.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the filter before all others of an application that has this jar in its {@code WEB-INF/lib}. The container calls
 * it; settings come from {@code <context-param>} and the environment.
 *
 * <p>The session cookie that the application has configured is the filter's. Where the container makes a session of its
 * own, as for a login by FORM, its cookie gets another name: {@code JSESSIONID_CONTAINER} for {@code JSESSIONID}.
 */
public final class SessionFilterInstaller implements ServletContainerInitializer {
    private static final String NAME = "abi-session";
    private static final String OF_CONTAINER = "_CONTAINER";

    private final Map<String, String> properties = new LinkedHashMap<>();

    /** Makes one for the container, which finds it by its name. */
    public SessionFilterInstaller() {}

    /**
     * Sets any setting by its name, such as {@code redis-url}, for a program that starts a container. That it is known,
     * and its value right, is checked at start.
     */
    public SessionFilterInstaller set(String name, String value) {
        properties.put(name, value);
        return this;
    }

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext application) {
        SessionCookieConfig config = application.getSessionCookieConfig();
        String configured = config.getName();
        String cookie = configured == null || configured.isEmpty() ? "JSESSIONID" : configured;
        FilterRegistration.@Nullable Dynamic filter =
                application.addFilter(NAME, new SessionFilter(Map.copyOf(properties), cookie, cookie + OF_CONTAINER));
        if (filter == null) {
            return; // it is there already
        }
        config.setName(cookie + OF_CONTAINER);
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }
}
