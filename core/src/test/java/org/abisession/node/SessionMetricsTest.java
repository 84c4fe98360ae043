package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.metrics.EndReason;
import org.abisession.metrics.SessionMetrics;
import org.abisession.metrics.StoreOperation;
import org.abisession.metrics.StoreOperation.Outcome;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.SessionBrowser;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

class SessionMetricsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @RegisterExtension
    final TwoNodes nodes =
            new TwoNodes(redis, "sweep-interval", "200ms", "max-attribute-bytes", "10000", "app", "shop");

    private SessionMetrics metrics() {
        return nodes.here().metrics();
    }

    private NodeSession stored() {
        NodeSession session = nodes.here().create();
        session.setAttribute("cart", "x".repeat(1_000));
        session.save();
        logs.secret(session.id().value());
        return session;
    }

    @Test
    void counts_ofOneLife_areThose() {
        NodeSession session = stored();
        assertThat(nodes.here().find(session.id())).isPresent();
        session.setAttribute("cart", "y");
        session.save();
        session.conversation().append(ConversationEntry.builder("Hot?").build());
        session.changeId(SessionId.random());
        logs.secret(session.id().value());
        session.delete();
        assertThat(nodes.here().find(session.id())).isEmpty();

        assertThat(metrics().created()).isEqualTo(1);
        assertThat(metrics().ended(EndReason.LOGOUT)).isEqualTo(1);
        assertThat(metrics().idsChanged()).isEqualTo(1);
        assertThat(metrics().calls(StoreOperation.CREATE, Outcome.SUCCESS)).isEqualTo(1);
        assertThat(metrics().calls(StoreOperation.LOAD, Outcome.SUCCESS)).isEqualTo(1);
        assertThat(metrics().calls(StoreOperation.LOAD, Outcome.GONE)).isEqualTo(1);
        assertThat(metrics().calls(StoreOperation.SAVE, Outcome.SUCCESS)).isEqualTo(1);
        assertThat(metrics().calls(StoreOperation.APPEND, Outcome.SUCCESS)).isEqualTo(1);
        assertThat(metrics().calls(StoreOperation.CHANGE_ID, Outcome.SUCCESS)).isEqualTo(1);
        assertThat(metrics().calls(StoreOperation.END, Outcome.SUCCESS)).isEqualTo(1);
        assertThat(metrics().time(StoreOperation.LOAD, Outcome.SUCCESS)).isPositive();
        assertThat(metrics().secondsOf(StoreOperation.LOAD, 0.5)).isPositive();
        assertThat(metrics().bytesRead()).isBetween(1_000L, 1_500L);
        assertThat(metrics().bytesWritten()).isBetween(1_000L, 1_500L);
        assertThat(metrics().sizeOf(1)).isBetween(1_000.0, 1_700.0);
        assertThat(metrics().largestAttributes().get(0).getKey()).isEqualTo("cart");
    }

    @Test
    void ended_ofASessionThatWasNeverStored_isNotCounted() {
        assertThat(nodes.here().create().delete()).isTrue();
        assertThat(metrics().created()).isZero();
        assertThat(metrics().ended()).isZero();
    }

    @Test
    void ended_byTimeoutAndByAnOperator_areToldApart() {
        NodeSession old = stored();
        NodeSession ended = stored();
        redis.client().hset("session:" + old.id().value() + ":attributes:shop", "@created_at", "1705314600123");
        redis.client().pexpire("session:" + old.id().value() + ":attributes:shop", 299_000); // retention is 5 minutes
        redis.client().del("session:" + old.id().value() + ":metadata");
        SessionSettings settings = nodes.here().settings();
        try (RedisConnections connections = RedisConnections.open(settings)) {
            new SessionBrowser(connections, settings).end(ended.id());
        }
        nodes.here().find(old.id());
        nodes.here().find(ended.id());
        assertThat(metrics().ended(EndReason.TIMEOUT)).isEqualTo(1);
        assertThat(metrics().ended(EndReason.ADMINISTRATOR)).isEqualTo(1);
        assertThat(metrics().ended(EndReason.LOGOUT)).isZero();
        assertThat(metrics().timeoutDelayOf(1)).isBetween(0.5, 60.0);
    }

    @Test
    void refusals_ofAValueTooLarge_areCounted() {
        NodeSession session = stored();
        assertThatThrownBy(() -> session.setAttribute("cart", "x".repeat(20_000)))
                .isInstanceOf(IllegalArgumentException.class);
        StringBuilderHolder holder = new StringBuilderHolder("x");
        session.setAttribute("holder", holder);
        session.save();
        holder.text = "x".repeat(20_000);
        assertThatThrownBy(session::save).isInstanceOf(SessionStoreException.class);
        assertThat(metrics().refusals("unstorable")).isEqualTo(2);
    }

    /** A value that changes in place. */
    static final class StringBuilderHolder implements java.io.Serializable {
        String text;

        StringBuilderHolder(String text) {
            this.text = text;
        }
    }

    @Test
    void refusals_ofRedis_areCountedByItsCode() {
        NodeSession session = stored();
        nodes.proxy().answer("-OOM command not allowed when used memory > 'maxmemory'.");
        session.setAttribute("cart", "z");
        assertThatThrownBy(session::save).isInstanceOf(SessionStoreException.class);
        nodes.proxy().resume();
        assertThat(metrics().refusals("oom")).isEqualTo(1);
        assertThat(metrics().calls(StoreOperation.SAVE, Outcome.REFUSED)).isEqualTo(1);
    }

    @Test
    void refusals_ofAnApplicationWhoseNameIsInUse_areCounted() {
        try (SessionNode shop = TwoNodes.open(redis.uri());
                SessionNode blog = TwoNodes.open(nodes.proxy().uri())) {
            shop.announce(marks("com.example.shop.Cart"));
            nodes.proxy().refuse();
            nodes.proxy().cut();
            blog.announce(marks("com.example.blog.Post"));
            nodes.proxy().resume();
            await().untilAsserted(() -> assertThatThrownBy(blog::create).hasMessageContaining("another application"));
            assertThat(blog.metrics().refusals("name-in-use")).isPositive();
            assertThat(shop.metrics().refusals("name-in-use")).isZero();
        }
    }

    private static ApplicationMarks marks(String name) {
        ApplicationMarks marks = new ApplicationMarks();
        marks.addClass(name);
        return marks;
    }

    /** Rules and board are about Redis: what a node itself refuses to one user is no fault of the store. */
    @Test
    void alerts_thatRedisRefuses_leaveOutLoginsThatTheNodeRefuses() throws Exception {
        String rules = Files.readString(Path.of("../docs/operations/alerts.yml"));
        Matcher left = Pattern.compile("refusals_total\\{reason!~\"([^\"]*)\"").matcher(rules);
        assertThat(left.find()).isTrue();
        for (String reason : List.of("unstorable", "unavailable", "login-refused", "login-ended")) {
            assertThat(reason).matches(left.group(1));
        }
        assertThat("oom").doesNotMatch(left.group(1));
    }

    @Test
    void outage_asLongAsRedisIsAway_isShown() {
        NodeSession session = stored();
        nodes.proxy().refuse();
        nodes.proxy().cut();
        await().until(() -> {
            assertThatThrownBy(() -> nodes.here().find(session.id()))
                    .isInstanceOf(SessionStoreUnavailableException.class);
            return metrics().gauges().isOutage();
        });
        assertThat(metrics().refusals("unavailable")).isPositive();
        assertThat(metrics().calls(StoreOperation.LOAD, Outcome.UNAVAILABLE)).isPositive();
        nodes.proxy().resume();
        await().until(() -> !metrics().gauges().isOutage());
    }

    @Test
    void conflicts_withThePythonApplication_areCounted() {
        try (SessionNode node = TwoNodes.open(redis.uri(), "shared-attributes", "locale")) {
            NodeSession session = node.create();
            session.setAttribute("locale", "en");
            session.save();
            logs.secret(session.id().value());
            NodeSession read = node.find(session.id()).orElseThrow();
            redis.client()
                    .set(
                            "session:" + session.id().value() + ":metadata",
                            "{\"theme\": \"dark\"}",
                            SetParams.setParams().keepTtl());
            read.setAttribute("locale", "de");
            read.save();
            assertThat(node.metrics().gauges().conflicts()).isEqualTo(1);
        }
    }

    @Test
    void inUseAndKept_areThoseOfThisNode() {
        NodeSession session = stored();
        session.enter();
        assertThat(metrics().gauges().inUse()).isEqualTo(1);
        session.local().setAttribute("socket", new Object());
        session.leave();
        assertThat(metrics().gauges().inUse()).isZero();
        assertThat(metrics().gauges().kept()).isEqualTo(1);
        assertThat(metrics().gauges().localValues()).isEqualTo(1);
        assertThat(metrics().gauges().poolUsed()).isZero();
        assertThat(metrics().gauges().poolSize()).isPositive();
    }

    @Test
    void sweepCount_ofOneNode_isKnownToTheOther() {
        for (int i = 0; i < 7; i++) {
            stored();
        }
        nodes.here().start(session -> {});
        await().until(() -> redis.client().exists("abi-session:sessions:shop"));
        nodes.there().start(session -> {});
        await().until(() -> nodes.there().metrics().gauges().sweepAge().isPresent());
        assertThat(redis.client().get("abi-session:sessions:shop")).isEqualTo("7");
        assertThat(nodes.there().metrics().gauges().sweepAge().orElseThrow()).isLessThan(Duration.ofMinutes(1));
        assertThat(nodes.there().metrics().gauges().live()).isEqualTo(7);
        assertThat(metrics().gauges().live()).isEqualTo(7);
        assertThat(metrics().gauges().sweeps()).isPositive();
    }

    @Test
    void mbean_ofEachNode_showsTheFiguresInStandardTypesWithoutAnId() throws Exception {
        NodeSession session = stored();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> names =
                server.queryNames(new ObjectName("org.abisession:type=Sessions,application=\"shop\",*"), null);
        assertThat(names).hasSize(2);
        ObjectName here = new ObjectName("org.abisession:type=Sessions,application=\"shop\"");
        assertThat(server.getAttribute(here, "Created")).isEqualTo(1L);
        assertThat(server.getAttribute(here, "Live")).isEqualTo(1L);
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(here).getAttributes()) {
            Object value = server.getAttribute(here, attribute.getName());
            assertThat(attribute.getType()).doesNotContain("abisession");
            assertThat(text(value)).isNotEmpty().doesNotContain(session.id().value());
        }
    }

    private static String text(Object value) {
        return value instanceof Object[] items ? Arrays.toString(items) : String.valueOf(value);
    }

    @Test
    void close_ofANode_takesItsMBeanAway() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("org.abisession:type=Sessions,application=\"gone\"");
        try (SessionNode node = TwoNodes.open(redis.uri(), "app", "gone")) {
            assertThat(node.metrics().application()).isEqualTo("gone");
            assertThat(server.isRegistered(name)).isTrue();
        }
        assertThat(server.isRegistered(name)).isFalse();
    }
}
