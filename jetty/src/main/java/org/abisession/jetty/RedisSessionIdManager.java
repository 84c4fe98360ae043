package org.abisession.jetty;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.abisession.store.SessionId;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.session.HouseKeeper;
import org.eclipse.jetty.session.SessionIdManager;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * The server's id manager, but for the making of ids: those are {@link SessionId#random}, and an id that a
 * client brings is taken for a new session only where another application has one under it. Names of nodes and the
 * housekeeper stay the server's.
 */
final class RedisSessionIdManager extends AbstractLifeCycle implements SessionIdManager {
    private final SessionIdManager server;
    private final Predicate<String> createBeside;
    private final Consumer<Request> making;

    /**
     * Makes one in front of another one.
     *
     * @param createBeside makes a session under an id, if another application has one under it
     * @param making is told of the request for which a session is made
     */
    RedisSessionIdManager(SessionIdManager server, Predicate<String> createBeside, Consumer<Request> making) {
        this.server = server;
        this.createBeside = createBeside;
        this.making = making;
    }

    /** Returns the id of a new session: as Jetty has it, the sessions of a client in several contexts have one id. */
    @Override
    public String newSessionId(Request request, @Nullable String requestedId, long created) {
        String id = requestedId == null ? null : server.getId(requestedId);
        String made =
                id != null && createBeside.test(id) ? id : SessionId.random().value();
        making.accept(request);
        return made;
    }

    @Override
    public boolean isIdInUse(String id) {
        return server.isIdInUse(id);
    }

    @Override
    public void expireAll(String id) {
        server.expireAll(id);
    }

    @Override
    public void invalidateAll(String id) {
        server.invalidateAll(id);
    }

    @Override
    public String getWorkerName() {
        return server.getWorkerName();
    }

    @Override
    public String getId(String qualifiedId) {
        return server.getId(qualifiedId);
    }

    @Override
    public String getExtendedId(String id, Request request) {
        return server.getExtendedId(id, request);
    }

    @Override
    public String renewSessionId(String oldId, String oldExtendedId, Request request) {
        return server.renewSessionId(oldId, oldExtendedId, request);
    }

    @Override
    public void scavenge() {
        server.scavenge();
    }

    @Override
    public void setSessionHouseKeeper(HouseKeeper houseKeeper) {
        server.setSessionHouseKeeper(houseKeeper);
    }

    @Override
    public HouseKeeper getSessionHouseKeeper() {
        return server.getSessionHouseKeeper();
    }
}
