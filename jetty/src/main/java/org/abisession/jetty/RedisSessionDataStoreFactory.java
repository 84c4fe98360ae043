package org.abisession.jetty;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionCacheFactory;
import org.eclipse.jetty.session.SessionDataStore;
import org.eclipse.jetty.session.SessionDataStoreFactory;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.component.Container;

/**
 * Keeps the sessions of all web applications of a server in Redis, unless a context has a session cache of its
 * own:
 *
 * <pre>{@code
 * server.addBean(new RedisSessionDataStoreFactory());
 * }</pre>
 *
 * <p>To be added before the server starts. Makes both the {@link RedisSessionDataStore} and the {@link
 * RedisSessionCache} of a context. The properties are the settings by their camel case names, with values as
 * they stand in a configuration; they come before those of the web application and of the process. Not safe
 * for use by several threads until the server starts.
 */
public class RedisSessionDataStoreFactory
        implements SessionDataStoreFactory, SessionCacheFactory, Container.InheritedListener {
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final TimeoutListener timeouts = new TimeoutListener();

    /** A factory with the settings of each web application and of the process. */
    public RedisSessionDataStoreFactory() {}

    /** The server calls it, of whatever is added to it. */
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
     * Sets any setting.
     *
     * @param name without {@code abi.session.}, such as {@code redis-url} or {@code redisUrl}; {@code app} is
     *     each web application's own and can't be set here
     */
    public void setProperty(String name, String value) {
        if (name.equals("app")) {
            throw new IllegalArgumentException("The setting app belongs to one web application, not to a server."
                    + " Set the context parameter abi.session.app.");
        }
        properties.put(name, value);
    }

    /** Sets where Redis is, such as {@code redis://user:password@host:6379/0}. */
    public void setRedisUrl(String value) {
        setProperty("redisUrl", value);
    }

    /** Sets the host of Redis. */
    public void setRedisHost(String value) {
        setProperty("redisHost", value);
    }

    /** Sets the port of Redis. */
    public void setRedisPort(String value) {
        setProperty("redisPort", value);
    }

    /** Sets the number of the database. */
    public void setRedisDb(String value) {
        setProperty("redisDb", value);
    }

    /** Sets the ACL user. */
    public void setRedisUsername(String value) {
        setProperty("redisUsername", value);
    }

    /** Sets the password. */
    public void setRedisPassword(String value) {
        setProperty("redisPassword", value);
    }

    /** Sets {@code true} for TLS. */
    public void setRedisTls(String value) {
        setProperty("redisTls", value);
    }

    /** Sets the PEM file of the authorities that may have signed Redis' certificate, in place of the JVM's. */
    public void setRedisCa(String value) {
        setProperty("redisCa", value);
    }

    /** Sets how long to wait for a connection, such as {@code 1s}. */
    public void setConnectTimeout(String value) {
        setProperty("connectTimeout", value);
    }

    /** Sets how long to wait for the answer to a command, such as {@code 500ms}. */
    public void setCommandTimeout(String value) {
        setProperty("commandTimeout", value);
    }

    /** Sets how many connections each web application holds at most. */
    public void setPoolSize(String value) {
        setProperty("poolSize", value);
    }

    /** Sets how long a session lives without a request, such as {@code 30m}. */
    public void setMaxInactiveInterval(String value) {
        setProperty("maxInactiveInterval", value);
    }

    /** Sets how long the attributes of a session that timed out are kept for listeners, such as {@code 5m}. */
    public void setExpiryRetention(String value) {
        setProperty("expiryRetention", value);
    }

    /** Sets how often to look for sessions that timed out, such as {@code 30s}. */
    public void setSweepInterval(String value) {
        setProperty("sweepInterval", value);
    }

    /** Sets how many replicas have to confirm a write, and how long to wait for them: {@code wait(1,100ms)}. */
    public void setDurability(String value) {
        setProperty("durability", value);
    }

    /** Sets names of the attributes that live in the shared metadata, comma separated. */
    public void setSharedAttributes(String value) {
        setProperty("sharedAttributes", value);
    }

    /** Sets classes that may be deserialized beside those of the application, comma separated. */
    public void setAllowedClasses(String value) {
        setProperty("allowedClasses", value);
    }

    /** Sets the zone of times in metadata and conversation that name none, such as {@code Europe/Berlin}. */
    public void setZone(String value) {
        setProperty("zone", value);
    }

    /** Sets how many bytes one attribute may take, such as {@code 16m}. */
    public void setMaxAttributeBytes(String value) {
        setProperty("maxAttributeBytes", value);
    }

    /** Sets how many bytes all attributes of a session may take, such as {@code 64m}. */
    public void setMaxSessionBytes(String value) {
        setProperty("maxSessionBytes", value);
    }

    /** Sets what becomes of attributes that can't be stored: {@code auto}, {@code refuse} or {@code keep}. */
    public void setUnstorableAttributes(String value) {
        setProperty("unstorableAttributes", value);
    }

    /** Sets the store whose sessions are taken over: {@code spring-session}, or {@code none}. */
    public void setTakeOver(String value) {
        setProperty("takeOver", value);
    }

    /** Sets {@code true} for braces around the id in key names. */
    public void setHashTags(String value) {
        setProperty("hashTags", value);
    }

    /** Sets the {@code .env} file, or {@code off}. */
    public void setEnvFile(String value) {
        setProperty("envFile", value);
    }
}
