package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.Serializable;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abisession.Sessions;
import org.abisession.metrics.AuditLog;
import org.abisession.metrics.EndReason;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class AuditLogTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "app", "shop");

    private final ListAppender<ILoggingEvent> audit = new ListAppender<>();

    @BeforeEach
    void capture() {
        audit.start();
        ((Logger) LoggerFactory.getLogger(AuditLog.NAME)).addAppender(audit);
    }

    @AfterEach
    void release() {
        ((Logger) LoggerFactory.getLogger(AuditLog.NAME)).detachAppender(audit);
    }

    private List<Map<String, String>> events() {
        return audit.list.stream().map(AuditLogTest::pairs).toList();
    }

    private static Map<String, String> pairs(ILoggingEvent event) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            pairs.put(pair.key, String.valueOf(pair.value));
        }
        return pairs;
    }

    /** A principal as a container has it. */
    record User(String name) implements Principal, Serializable {
        @Override
        public String getName() {
            return name;
        }
    }

    /** Describes what Spring Security keeps with a session, in its form. */
    public record Context(User user) implements Serializable {
        /** Returns who is logged in. */
        public User getAuthentication() {
            return user;
        }
    }

    private NodeSession stored() {
        NodeSession session = nodes.here().create();
        session.save();
        logs.secret(session.id().value());
        return session;
    }

    @Test
    void events_ofOneLife_areThoseWithDigests() {
        NodeSession session = stored();
        String before = session.id().toString();
        session.setControl("principal", new User("ann"));
        session.save();
        session.setControl("principal", new User("ann")); // the same login
        session.save();
        session.changeId(SessionId.random());
        logs.secret(session.id().value());
        String after = session.id().toString();
        session.setControl("principal", null);
        session.save();
        session.delete();
        assertThat(events())
                .containsExactly(
                        Map.of(
                                "event",
                                "login",
                                "application",
                                "shop",
                                "session",
                                before,
                                "by",
                                "application",
                                "user",
                                "ann"),
                        Map.of("event", "id-change", "application", "shop", "session", after, "before", before),
                        Map.of(
                                "event",
                                "logout",
                                "application",
                                "shop",
                                "session",
                                after,
                                "by",
                                "application",
                                "user",
                                "ann"),
                        Map.of("event", "logout", "application", "shop", "session", after, "by", "application"));
        assertThat(audit.list.get(0).getFormattedMessage())
                .isEqualTo("Login of " + before + " of user ann, in application shop");
    }

    @Test
    void events_ofAnEndForAnotherReason_sayWho() {
        NodeSession session = stored();
        session.delete(EndReason.ADMINISTRATOR);
        assertThat(events())
                .containsExactly(Map.of(
                        "event",
                        "end",
                        "application",
                        "shop",
                        "session",
                        session.id().toString(),
                        "by",
                        "administrator"));
    }

    @Test
    void events_ofATimeout_comeFromTheNodeThatFindsIt() {
        NodeSession session = stored();
        redis.client().pexpire("session:" + session.id().value() + ":attributes:shop", 299_000);
        redis.client().del("session:" + session.id().value() + ":metadata");
        nodes.there().find(session.id());
        assertThat(events())
                .containsExactly(Map.of(
                        "event",
                        "timeout",
                        "application",
                        "shop",
                        "session",
                        session.id().toString(),
                        "by",
                        "timeout"));
    }

    @Test
    void login_aNameThatIsMoreThanALine_isOneLine() {
        NodeSession session = stored();
        session.setAttribute(
                "SPRING_SECURITY_CONTEXT", new Context(new User("ann\nLogin of root\u2028\u202e" + "x".repeat(900))));
        session.save();
        String message = audit.list.get(0).getFormattedMessage();
        assertThat(message).hasSizeLessThan(400).contains("ann?Login of root??x");
        assertThat(events().get(0).get("user")).hasSize(200).doesNotContain("\n");
    }

    @Test
    void login_thatIsNotStored_isNotWritten() {
        NodeSession session = stored();
        session.setControl("principal", new User("ann"));
        nodes.there().find(session.id()).orElseThrow().delete();
        assertThat(session.save()).isEqualTo(SaveResult.GONE);
        assertThat(events()).extracting(event -> event.get("event")).containsExactly("logout");
    }

    @Test
    void endAll_byTheUserAndByAnAdministrator_saysWho() {
        NodeSession session = stored();
        session.setControl("principal", new User("ann"));
        session.save();
        nodes.there().sessionsOf("ann").endAll();
        NodeSession next = stored();
        next.setControl("principal", new User("ann"));
        next.save();
        ((Sessions) next.attribute(Sessions.ATTRIBUTE)).endAll();
        assertThat(events().stream()
                        .filter(event -> !event.get("event").equals("login"))
                        .map(event -> event.get("by")))
                .containsExactly("administrator", "application");
    }

    @Test
    void end_ofASessionThatAnotherNodeHasEnded_isWrittenOnce() {
        NodeSession session = stored();
        NodeSession other = nodes.there().find(session.id()).orElseThrow();
        session.delete();
        other.delete();
        assertThat(events()).hasSize(1);
    }
}
