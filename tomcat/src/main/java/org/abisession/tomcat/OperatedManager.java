package org.abisession.tomcat;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.abisession.metrics.EndReason;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Session;
import org.apache.catalina.session.ManagerBase;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the manager, and the operations that JMX and Tomcat's Manager have for single sessions. The operations
 * take the digest of an id, as {@link #listSessionIds} shows it, or the id itself, and find the sessions that requests
 * of this node use. No id is written to the log: Tomcat's own operations write those that they do not find.
 */
abstract class OperatedManager extends ManagerBase {
    /** Returns the sessions of this node; empty unless the manager runs. */
    abstract Optional<SessionNode> openNode();

    /** Returns Tomcat's object for a session; a new one has this id, which may have a route. */
    abstract RedisSession handle(NodeSession session, String id);

    private List<NodeSession> used() {
        return openNode().map(node -> node.inUse().used()).orElse(List.of());
    }

    /** Returns the session that an operator names. */
    private Optional<RedisSession> named(String idOrDigest) {
        return used().stream()
                .filter(session -> session.id().toString().equals(idOrDigest)
                        || RoutedId.parse(idOrDigest)
                                .filter(id -> id.id().equals(session.id()))
                                .isPresent())
                .findFirst()
                .map(session -> handle(session, session.id().value()));
    }

    /** Returns the sessions that requests of this node use at the moment, under digests of their ids. */
    @Override
    public Session[] findSessions() {
        return used().stream()
                .map(session -> new ListedSession((RedisSessionManager) this, session))
                .toArray(Session[]::new);
    }

    /** Returns digests of the ids in use on this node: an id is a credential. */
    @Override
    public String listSessionIds() {
        StringBuilder digests = new StringBuilder();
        used().forEach(session -> digests.append(session.id()).append(' '));
        return digests.toString();
    }

    /**
     * Returns how many sessions requests of this node use at the moment, as Tomcat has it of the node: it undeploys an
     * old version of an application where there are none.
     */
    @Override
    public int getActiveSessions() {
        return used().size();
    }

    /** Returns the same as {@link #getActiveSessions}. */
    public int getSessionsInUse() {
        return getActiveSessions();
    }

    /** Returns how many sessions the application has on all nodes together, as {@link SessionNode#sessions} has it. */
    public long getLiveSessions() {
        return openNode().map(SessionNode::sessions).orElse(0L);
    }

    /**
     * Refuses a limit of the sessions at the start: it would be one of the requests that use sessions at a time.
     *
     * @throws LifecycleException if there is one
     */
    void refuseLimit() throws LifecycleException {
        if (getMaxActiveSessions() >= 0) {
            throw new LifecycleException(
                    "maxActiveSessions is not supported for sessions in Redis, which are those of all nodes, was "
                            + getMaxActiveSessions() + ". Leave it out. Limit the sessions of each user by"
                            + " abi.session.max-sessions-per-user, and the memory by maxmemory of Redis.");
        }
    }

    /** Sets nothing on a manager that runs: there a limit would count the requests that use sessions at a time. */
    @Override
    public void setMaxActiveSessions(int max) {
        if (!getState().isAvailable()) {
            super.setMaxActiveSessions(max);
        }
    }

    /** Returns how many values stay with their sessions on this node, since they can't or must not be stored. */
    public long getLocalValues() {
        return openNode().map(node -> node.inUse().localValues()).orElse(0L);
    }

    /** Returns how many sessions this node has stored for the first time. */
    @Override
    public long getSessionCounter() {
        return openNode().map(node -> node.metrics().created()).orElse(0L);
    }

    /** Notes the highest number of sessions that requests of this node have used at a time. */
    void countUsed() {
        int used = openNode().map(node -> node.inUse().size()).orElse(0);
        if (used > getMaxActive()) {
            setMaxActive(used);
        }
    }

    /** Does nothing: a session is known to this node while requests use it. */
    @Override
    public void add(Session session) {}

    /** Does nothing: the sessions are in Redis. */
    @Override
    public void load() {}

    /** Does nothing: the sessions are in Redis. */
    @Override
    public void unload() {}

    /** Does nothing: sessions that have timed out are found by a thread of their own, on one node. */
    @Override
    public void processExpires() {}

    @Override
    public @Nullable String getSessionAttribute(String sessionId, String key) {
        return named(sessionId)
                .map(session -> session.getSession().getAttribute(key))
                .map(Object::toString)
                .orElse(null);
    }

    @Override
    @SuppressWarnings("NonApiType") // as Tomcat has it
    public @Nullable HashMap<String, String> getSession(String sessionId) {
        Optional<RedisSession> found = named(sessionId);
        if (found.isEmpty()) {
            return null;
        }
        HashMap<String, String> attributes = new HashMap<>();
        for (String name : Collections.list(found.get().getSession().getAttributeNames())) {
            attributes.put(name, String.valueOf(found.get().getSession().getAttribute(name)));
        }
        return attributes;
    }

    @Override
    public void expireSession(String sessionId) {
        named(sessionId).ifPresent(session -> session.expire(true, EndReason.ADMINISTRATOR));
    }

    @Override
    public long getThisAccessedTimestamp(String sessionId) {
        return time(sessionId, Session::getThisAccessedTimeInternal);
    }

    @Override
    public String getThisAccessedTime(String sessionId) {
        return text(getThisAccessedTimestamp(sessionId));
    }

    @Override
    public long getLastAccessedTimestamp(String sessionId) {
        return time(sessionId, Session::getLastAccessedTimeInternal);
    }

    @Override
    public String getLastAccessedTime(String sessionId) {
        return text(getLastAccessedTimestamp(sessionId));
    }

    @Override
    public long getCreationTimestamp(String sessionId) {
        return time(sessionId, Session::getCreationTimeInternal);
    }

    @Override
    public String getCreationTime(String sessionId) {
        return text(getCreationTimestamp(sessionId));
    }

    private long time(String sessionId, ToLongFunction<Session> time) {
        return named(sessionId).map(time::applyAsLong).orElse(-1L);
    }

    private static String text(long millis) {
        return millis < 0 ? "" : Instant.ofEpochMilli(millis).toString();
    }
}
