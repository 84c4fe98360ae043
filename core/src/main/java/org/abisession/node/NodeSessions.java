package org.abisession.node;

import java.util.List;
import java.util.Optional;
import org.abisession.Sessions;
import org.abisession.UserSession;
import org.abisession.metrics.EndReason;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.UserName;
import org.abisession.store.UserRecord;
import org.jspecify.annotations.Nullable;

/** The sessions of a user, as the application sees them in a session of this node, or an administrator without one. */
final class NodeSessions implements Sessions {
    private final SessionNode node;
    private final @Nullable NodeSession current;
    private final @Nullable String user;

    /** Makes one of the user who is logged in with a session. */
    NodeSessions(SessionNode node, NodeSession current) {
        this(node, current, null);
    }

    /** Makes one of a user, whose name is escaped. */
    NodeSessions(SessionNode node, String user) {
        this(node, null, user);
    }

    private NodeSessions(SessionNode node, @Nullable NodeSession current, @Nullable String user) {
        this.node = node;
        this.current = current;
        this.user = user;
    }

    private Optional<String> escaped() {
        NodeSession session = current;
        return user != null || session == null
                ? Optional.ofNullable(user)
                : session.sync().userName();
    }

    /**
     * Returns why the sessions end: a logout, or an administrator where the caller has named a user instead of being
     * one.
     */
    private EndReason reason() {
        return user == null ? EndReason.LOGOUT : EndReason.ADMINISTRATOR;
    }

    @Override
    public Optional<String> user() {
        return escaped().map(UserName::unescape);
    }

    @Override
    public List<UserSession> list() {
        storeLogin();
        return escaped().map(node.users()::list).orElse(List.of()).stream()
                .filter(record -> !record.marked())
                .map(this::shown)
                .toList();
    }

    private UserSession shown(UserRecord record) {
        return new UserSession(
                record.handle(),
                isCurrent(record.id()),
                record.createdAt(),
                record.loginAt(),
                record.lastAccessedAt(),
                record.client().knownUserAgent(),
                record.client().knownAddress());
    }

    private boolean isCurrent(SessionId id) {
        NodeSession session = current;
        return session != null && session.id().equals(id);
    }

    /**
     * Stores the login of the current request, if it has one that is not stored yet, before sessions of the user are
     * listed or ended: its session is one of them.
     */
    private void storeLogin() {
        NodeSession session = current;
        if (session != null && session.sync().isLoginUnderWay() && session.save() == SaveResult.GONE) {
            throw new IllegalStateException("All sessions of the user, this one included, have been ended meanwhile");
        }
    }

    @Override
    public boolean end(String handle) {
        storeLogin();
        return escaped()
                .flatMap(name -> node.users().list(name).stream()
                        .filter(record -> record.handle().equals(handle))
                        .map(UserRecord::id)
                        .findFirst()
                        .map(id -> node.users().end(name, id, reason())))
                .orElse(false);
    }

    @Override
    public int endOthers() {
        storeLogin();
        return escaped()
                .map(name -> node.users().endOthers(name, this::currentId, reason()))
                .orElse(0);
    }

    /**
     * Returns the id that the session has now, which a request may have changed a moment ago; null without a session.
     */
    private @Nullable SessionId currentId() {
        NodeSession session = current;
        return session == null ? null : session.sync().idChanges().presentId();
    }

    @Override
    public int endAll() {
        storeLogin();
        String name = escaped().orElse(null);
        int ended = endOthers();
        NodeSession session = current;
        if (session == null || name == null || !session.sync().userName().equals(Optional.of(name))) {
            return ended;
        }
        return endCurrent(session, name) ? ended + 1 : ended;
    }

    /** Ends the session under the id that it has, whatever request changes that meanwhile. */
    private boolean endCurrent(NodeSession session, String name) {
        while (true) {
            SessionId id = session.sync().idChanges().presentId();
            if (node.users().end(name, id, reason())) {
                return true;
            }
            if (session.isEnded() || session.sync().idChanges().presentId().equals(id)) {
                return false;
            }
        }
    }

    @Override
    public Sessions ofUser(String name) {
        return new NodeSessions(node, current, UserName.escape(name));
    }
}
