package org.abisession.benchmarks.inside;

import java.util.ArrayList;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedRedis;

/** A node with a Redis of its own, and a session of 4 KB in 10 attributes there. */
final class Node implements AutoCloseable {
    private static final int ATTRIBUTES = 10;
    private static final int LENGTH = 400;
    /** The timeouts of the node: a pause of the machine is measured, and no error. */
    private static final String PATIENCE = "10s";

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final SessionNode node = SessionNode.open(
            SessionSettings.builder()
                    .adapter("redis-url", redis.uri())
                    .adapter("connect-timeout", PATIENCE)
                    .adapter("command-timeout", PATIENCE)
                    .build(),
            Node.class.getClassLoader(),
            Node.class.getClassLoader());
    private final SessionId id;

    /** Stores the session, with values that an application can change in place or with such as nobody can. */
    Node(boolean mutable) {
        NodeSession session = node.create();
        for (int i = 0; i < ATTRIBUTES; i++) {
            session.setAttribute(name(i), mutable ? new ArrayList<>(Values.strings(ATTRIBUTES)) : "x".repeat(LENGTH));
        }
        if (session.save() != SaveResult.SAVED) {
            throw new IllegalStateException("The session was not stored");
        }
        id = session.id();
    }

    private static String name(int index) {
        return "attribute" + index;
    }

    SessionNode node() {
        return node;
    }

    SessionId id() {
        return id;
    }

    String redisUri() {
        return redis.uri();
    }

    /** Returns the session as a request gets it that has looked at every attribute. */
    NodeSession read() {
        NodeSession session = node.find(id).orElseThrow();
        for (int i = 0; i < ATTRIBUTES; i++) {
            session.attribute(name(i));
        }
        return session;
    }

    @Override
    public void close() {
        node.close();
        redis.close();
    }
}
