package org.abisession.undertow;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.SessionConfigWrapper;
import jakarta.servlet.ServletContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the sessions of a web application in Redis, where every node of the application finds them. Undertow finds this
 * class by itself in a jar of {@code WEB-INF/lib}; settings come from {@code <context-param>} and the environment then.
 * A program that starts Undertow adds it itself, if it has settings of its own:
 *
 * <pre>{@code
 * deployment.addServletExtension(new RedisSessionExtension().set("redis-url", "redis://redis.example.com:6379"));
 * }</pre>
 *
 * <ul>
 *   <li><b>Stored before sent.</b> What a request changed is in Redis before the client can act on the response; where
 *       it can't be stored the response becomes an error.
 *   <li><b>An outage logs nobody out.</b> A request whose session can't be looked for gets 503 with Retry-After, and
 *       keeps its cookie.
 *   <li><b>A node that stops ends no session.</b>
 * </ul>
 */
public final class RedisSessionExtension implements ServletExtension {
    private final Map<String, String> properties = new LinkedHashMap<>();

    /** Makes one with no settings of its own. */
    public RedisSessionExtension() {}

    /**
     * Sets any setting by its name, such as {@code redis-url}. That it is known, and its value right, is checked when
     * the deployment starts.
     */
    public RedisSessionExtension set(String name, String value) {
        properties.put(name, value);
        return this;
    }

    /** Replaces the session manager of a deployment, unless another instance of this class has done so. */
    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext application) {
        if (deployment.getSessionManagerFactory() instanceof RedisSessionManager.Factory factory) {
            factory.add(properties);
            return;
        }
        RedisSessionManager.Factory factory = new RedisSessionManager.Factory();
        factory.add(properties);
        deployment.setSessionManagerFactory(factory);
        deployment.setCheckOtherSessionManagers(false); // each would be asked for an id that is not its own
        deployment.addInitialHandlerChainWrapper(next -> exchange -> {
            RequestGuard guard = RequestGuard.of(exchange); // before anybody else wraps the response
            next.handleRequest(exchange);
            guard.handled();
        });
        deployment.addInnerHandlerChainWrapper(InnerHandler::new);
        SessionConfigWrapper servers = deployment.getSessionConfigWrapper();
        deployment.setSessionConfigWrapper(
                (config, made) -> new SafeSessionConfig(servers == null ? config : servers.wrap(config, made)));
        deployment.addOuterHandlerChainWrapper(next -> new SessionHandler(next, application));
    }
}
