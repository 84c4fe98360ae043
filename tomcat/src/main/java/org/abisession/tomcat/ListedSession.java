package org.abisession.tomcat;

import org.abisession.metrics.EndReason;
import org.abisession.node.NodeSession;

/**
 * A session as it is shown to operators, by Tomcat's Manager and by JMX: under the digest of its id, since the id
 * itself is a credential. Ending it ends the session.
 */
final class ListedSession extends RedisSession {
    private static final long serialVersionUID = 1L;

    private final transient RedisSessionManager owner;

    ListedSession(RedisSessionManager owner, NodeSession session) {
        super(owner, session, session.id().toString());
        this.owner = owner;
    }

    @Override
    public void expire(boolean notify) {
        RedisSession present = owner.present(this);
        if (present != this) {
            present.expire(true, EndReason.ADMINISTRATOR);
        }
    }
}
