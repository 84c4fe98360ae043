package org.abisession.jetty;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionCacheFactory;
import org.eclipse.jetty.session.SessionDataStore;
import org.eclipse.jetty.session.SessionDataStoreFactory;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.component.Container;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sessions of all web applications of a server in Redis, unless a context has a session cache of its
 * own:
 *
 * <pre>{@code
 * server.addBean(new RedisSessionDataStoreFactory());
 * }</pre>
 *
 * <p>To be added before the server starts. Makes both the {@link RedisSessionDataStore} and the {@link
 * RedisSessionCache} of a context. What is set here comes before the settings of the web application and of the
 * process. Not safe for use by several threads until the server starts.
 */
public class RedisSessionDataStoreFactory
        implements SessionDataStoreFactory, SessionCacheFactory, Container.InheritedListener {
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final TimeoutListener timeouts = new TimeoutListener();

    /** Makes a factory with the settings of each web application and of the process. */
    public RedisSessionDataStoreFactory() {}

    /** Passes an added bean on to the listener for timeouts: the server calls this for each of its beans. */
    @Override
    public void beanAdded(Container parent, Object child) {
        timeouts.beanAdded(parent, child);
    }

    @Override
    public void beanRemoved(Container parent, Object child) {
        timeouts.beanRemoved(parent, child);
    }

    @Override
    public SessionCache getSessionCache(SessionManager manager) {
        return new RedisSessionCache(manager);
    }

    @Override
    public SessionDataStore getSessionDataStore(SessionManager manager) {
        RedisSessionDataStore store = new RedisSessionDataStore();
        properties.forEach(store::setProperty);
        return store;
    }

    /**
     * Sets a setting.
     *
     * @param name without {@code abi.session.}, such as {@code redis-url} or {@code redisUrl}; {@code app} is
     *     each web application's own and can't be set here
     * @param value as it stands in a configuration; null leaves the setting to the other places where it may stand
     */
    public void setProperty(String name, @Nullable String value) {
        if (name.equals("app")) {
            throw new IllegalArgumentException("The setting app belongs to one web application, not to a server."
                    + " Set the context parameter abi.session.app.");
        }
        if (value != null) {
            properties.put(name, value);
        }
    }
}
