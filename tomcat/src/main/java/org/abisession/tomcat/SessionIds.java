package org.abisession.tomcat;

import org.abisession.store.SessionId;
import org.apache.catalina.SessionIdGenerator;
import org.jspecify.annotations.Nullable;

/** Makes the ids: 256 random bits, and the route of this node after a dot if it has one. */
final class SessionIds implements SessionIdGenerator {
    private static final int RANDOM_BYTES = 32;

    private volatile @Nullable String jvmRoute;

    @Override
    public @Nullable String getJvmRoute() {
        return jvmRoute;
    }

    @Override
    public void setJvmRoute(@Nullable String jvmRoute) {
        this.jvmRoute = jvmRoute;
    }

    @Override
    public int getSessionIdLength() {
        return RANDOM_BYTES;
    }

    /** Does nothing: the length of an id is not configurable. */
    @Override
    public void setSessionIdLength(int sessionIdLength) {}

    @Override
    public String generateSessionId() {
        return generateSessionId(jvmRoute);
    }

    @Override
    public String generateSessionId(@Nullable String route) {
        String id = SessionId.random().value();
        return route == null || route.isEmpty() ? id : id + "." + route;
    }
}
