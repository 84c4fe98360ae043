package org.abisession.springai;

import org.abisession.Conversation;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;

/** A session in Redis, with its conversation, as a node has it. */
final class StoredSession implements AutoCloseable {
    private final SessionNode node;
    private final NodeSession session;

    StoredSession(String redisUri) {
        ClassLoader loader = StoredSession.class.getClassLoader();
        node = SessionNode.open(
                SessionSettings.builder().adapter("redis-url", redisUri).build(), loader, loader);
        session = node.create();
        session.save();
    }

    Conversation conversation() {
        return session.conversation();
    }

    String key() {
        return "session:" + session.id().value() + ":conversation";
    }

    @Override
    public void close() {
        node.close();
    }
}
