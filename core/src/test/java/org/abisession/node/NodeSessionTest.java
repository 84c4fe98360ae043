package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.StoredKeys;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

class NodeSessionTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "shared-attributes", "user,locale");

    private SessionNode here;
    private SessionNode there;

    @BeforeEach
    void take() {
        here = nodes.here();
        there = nodes.there();
    }

    private NodeSession stored() {
        NodeSession session = here.create();
        logs.secret(session.id().value());
        session.save();
        return session;
    }

    private NodeSession read(SessionNode node, NodeSession session) {
        return node.find(session.id()).orElseThrow();
    }

    private String record(NodeSession session, String field) {
        return redis.client().hget("session:" + session.id().value() + ":attributes", field);
    }

    private String metadata(NodeSession session) {
        return redis.client().get("session:" + session.id().value() + ":metadata");
    }

    @Test
    void create_nothingSaved_leavesNothingInRedis() {
        NodeSession session = here.create();
        session.setAttribute("a", 1);
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    void save_newSession_isSeenByAnotherNode() {
        NodeSession session = here.create();
        session.setAttribute("a", 1);
        session.setAttribute("@b", List.of("x"));
        session.setControl("login", "ada");
        session.save();
        NodeSession found = read(there, session);
        assertThat(found.attribute("a")).isEqualTo(1);
        assertThat(found.attribute("@b")).isEqualTo(List.of("x"));
        assertThat(found.control("login")).isEqualTo("ada");
        assertThat(found.attributeNames()).containsExactlyInAnyOrder("a", "@b");
        assertThat(record(session, "@@b")).isNotNull();
    }

    @Test
    void attribute_secondCall_isTheSameObject() {
        NodeSession session = stored();
        session.setAttribute("cart", new ArrayList<>(List.of("tea")));
        session.save();
        NodeSession found = read(there, session);
        assertThat(found.attribute("cart")).isSameAs(found.attribute("cart"));
    }

    @Test
    void setAttribute_returnsTheValueBefore() {
        NodeSession session = stored();
        assertThat(session.setAttribute("a", 1)).isNull();
        session.save();
        NodeSession found = read(there, session);
        assertThat(found.setAttribute("a", 2)).isEqualTo(1);
        assertThat(found.setAttribute("a", null)).isEqualTo(2);
    }

    @Test
    void setAttribute_notSerializable_namesAttributeAndClassAndChangesNothing() {
        NodeSession session = stored();
        session.setAttribute("a", 1);
        assertThatThrownBy(() -> session.setAttribute("a", new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a")
                .hasMessageContaining("java.lang.Object");
        assertThat(session.attribute("a")).isEqualTo(1);
    }

    @Test
    void attribute_thatCannotBeDecoded_costsItselfOnlyAndKeepsItsBytes() {
        NodeSession session = stored();
        session.setAttribute("a", 1);
        session.save();
        redis.client().hset("session:" + session.id().value() + ":attributes", "broken", "{not json");
        NodeSession found = read(here, session);
        assertThat(found.attribute("broken")).isNull();
        assertThat(found.attribute("broken")).isNull();
        assertThat(found.attribute("a")).isEqualTo(1);
        assertThat(found.attributeNames()).contains("broken");
        found.setAttribute("a", 2);
        found.save();
        assertThat(record(session, "broken")).isEqualTo("{not json");
        assertThat(logs.lines()).filteredOn(line -> line.contains("broken")).hasSize(1);
    }

    @Test
    void sharedAttribute_livesInTheMetadataAsPlainJson() {
        NodeSession session = here.create();
        session.setAttribute("user", "ada");
        session.setAttribute("cart", "tea");
        session.save();
        assertThat(metadata(session)).contains("\"user\": \"ada\"");
        assertThat(record(session, "user")).isNull();
        NodeSession found = read(there, session);
        assertThat(found.attribute("user")).isEqualTo("ada");
        found.setAttribute("user", "bob");
        found.setAttribute("locale", null);
        found.save();
        assertThat(metadata(session)).contains("\"user\": \"bob\"").doesNotContain("locale");
        found.setAttribute("user", null);
        found.save();
        assertThat(metadata(session)).doesNotContain("user\":");
        assertThat(read(here, session).attribute("user")).isNull();
    }

    @Test
    void sharedAttribute_thatPythonWrote_isAnAttribute() {
        NodeSession session = stored();
        redis.client()
                .set(
                        "session:" + session.id().value() + ":metadata",
                        "{\"user\": {\"name\": \"ada\", \"age\": 36}, \"turns\": 3}",
                        SetParams.setParams().keepTtl());
        NodeSession found = read(there, session);
        assertThat(found.attribute("user")).isEqualTo(Map.of("name", "ada", "age", 36));
        assertThat(found.attributeNames()).containsExactly("user");
        assertThat(found.attribute("turns")).isNull();
    }

    @Test
    void sharedAttribute_thatIsNoPlainJson_isRefused() {
        NodeSession session = stored();
        assertThatThrownBy(() -> session.setAttribute("user", 5L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("plain JSON")
                .hasMessageContaining("java.lang.Long");
    }

    @Test
    void save_afterLogoutElsewhere_isGoneAndLeavesNothing() {
        NodeSession session = stored();
        NodeSession late = read(here, session);
        assertThat(read(there, session).delete()).isTrue();
        late.setAttribute("a", 1);
        assertThat(late.save()).isEqualTo(SaveResult.GONE);
        assertThat(late.isEnded()).isTrue();
        assertThat(late.refresh()).isFalse();
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    void delete_ofASessionNeverStored_costsNothing() {
        NodeSession session = here.create();
        assertThat(nodes.roundTrips(session::delete)).isZero();
        assertThat(session.save()).isEqualTo(SaveResult.GONE);
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    void changeId_ofASessionNeverStored_costsNothingAndIsStoredUnderTheNewId() {
        NodeSession session = here.create();
        SessionId first = session.id();
        SessionId renewed = SessionId.random();
        assertThat(nodes.roundTrips(() -> session.changeId(renewed))).isZero();
        session.save();
        assertThat(there.find(first)).isEmpty();
        assertThat(metadata(session)).contains(renewed.value());
    }

    @Test
    void changeId_storedSession_oldIdIsDeadAndLaterSavesGoToTheNewOne() {
        NodeSession session = stored();
        SessionId first = session.id();
        session.setAttribute("a", 1);
        assertThat(session.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
        session.save();
        assertThat(there.find(first)).isEmpty();
        assertThat(read(there, session).attribute("a")).isEqualTo(1);
    }

    @Test
    void setMaxInactiveInterval_isSavedWithTheExpiry() {
        NodeSession session = stored();
        session.setMaxInactiveInterval(Duration.ofMinutes(1));
        session.save();
        assertThat(read(there, session).maxInactiveInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(redis.client().ttl("session:" + session.id().value() + ":metadata"))
                .isBetween(55L, 60L);
    }

    @Test
    void conversation_ofANewSession_storesItFirst() {
        NodeSession session = here.create();
        Conversation conversation = (Conversation) session.attribute(Conversation.ATTRIBUTE);
        assertThat(conversation.size()).isZero();
        int trips = nodes.roundTrips(
                () -> conversation.append(ConversationEntry.builder("q").build()));
        assertThat(read(there, session).conversation().last(5)).hasSize(1);
        assertThat(trips).isBetween(2, 4); // 2, and EVAL after EVALSHA where Redis had not seen the scripts
        assertThat(session.attributeNames()).isEmpty();
        StoredKeys keys = (StoredKeys) session.attribute(StoredKeys.ATTRIBUTE);
        assertThat(keys.describe()).hasSize(3);
    }

    @Test
    void save_redisAway_failsAndTheChangeIsSavedLater() {
        NodeSession session = stored();
        session.setAttribute("a", 1);
        nodes.proxy().refuse();
        assertThatThrownBy(session::save)
                .isInstanceOf(SessionStoreUnavailableException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageNotContaining(session.id().value());
        nodes.proxy().resume();
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        assertThat(read(there, session).attribute("a")).isEqualTo(1);
    }
}
