package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
    void save_listChangedInPlaceAfterItWasRead_isStored() {
        NodeSession session = stored();
        session.setAttribute("cart", new ArrayList<>(List.of("tea")));
        session.save();
        NodeSession found = read(here, session);
        cart(found).add("milk");
        assertThat(found.isChanged()).isTrue();
        found.save();
        assertThat(cart(read(there, session))).containsExactly("tea", "milk");
    }

    @Test
    void save_listChangedInPlaceAfterItWasSet_isStoredAsItIsAtTheSave() {
        NodeSession session = stored();
        List<String> cart = new ArrayList<>();
        session.setAttribute("cart", cart);
        cart.add("tea");
        session.save();
        assertThat(cart(read(there, session))).containsExactly("tea");
    }

    @SuppressWarnings("unchecked")
    private static List<String> cart(NodeSession session) {
        return (List<String>) session.attribute("cart");
    }

    @Test
    void save_attributesOnlyRead_costsNothing() {
        NodeSession session = stored();
        session.setAttribute("cart", new ArrayList<>(List.of("tea")));
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            tags.add("tag" + i);
        }
        session.setAttribute("tags", tags);
        session.setAttribute("map", new HashMap<>(Map.of(1L, "x", 2L, "y")));
        session.save();
        NodeSession found = read(here, session);
        found.attributeNames().forEach(found::attribute);
        assertThat(nodes.roundTrips(found::save)).isZero();
        assertThat(found.isChanged()).isFalse();
    }

    @Test
    void setAttribute_objectThatWasReadUnchanged_isNoChange() {
        NodeSession session = stored();
        session.setAttribute("list", new ArrayList<>(List.of(0)));
        session.save();
        NodeSession late = read(here, session);
        Object read = late.attribute("list");
        NodeSession other = read(there, session);
        other.setAttribute("list", new ArrayList<>(List.of(0, 1)));
        other.save();
        late.setAttribute("list", read);
        assertThat(nodes.roundTrips(late::save)).isZero();
        assertThat(read(there, session).attribute("list")).isEqualTo(List.of(0, 1));
    }

    @Test
    void setAttribute_objectThatWasReadAndChangedInPlace_isStored() {
        NodeSession session = stored();
        session.setAttribute("list", new ArrayList<>(List.of(0)));
        session.save();
        NodeSession late = read(here, session);
        List<Integer> read = list(late);
        read.add(2);
        late.setAttribute("list", read);
        late.save();
        assertThat(read(there, session).attribute("list")).isEqualTo(List.of(0, 2));
    }

    @Test
    void setAttribute_objectThatWasReadBeforeAnotherNodeReplacedIt_isNoChange() {
        NodeSession session = stored();
        session.setAttribute("list", new ArrayList<>(List.of(0)));
        session.save();
        NodeSession late = read(here, session);
        List<Integer> read = list(late);
        NodeSession other = read(there, session);
        other.setAttribute("list", new ArrayList<>(List.of(0, 1)));
        other.save();
        assertThat(late.refresh()).isTrue();
        late.setAttribute("list", read);
        late.save();
        assertThat(read(there, session).attribute("list")).isEqualTo(List.of(0, 1));
        assertThat(late.attribute("list")).isEqualTo(List.of(0, 1));
    }

    @Test
    void save_objectThatWasReadBeforeAnotherNodeReplacedItIsChangedInPlace_isStored() {
        NodeSession session = stored();
        session.setAttribute("list", new ArrayList<>(List.of(0)));
        session.save();
        NodeSession late = read(here, session);
        List<Integer> read = list(late);
        NodeSession other = read(there, session);
        other.setAttribute("list", new ArrayList<>(List.of(0, 1)));
        other.save();
        assertThat(late.refresh()).isTrue();
        read.add(2);
        late.save();
        assertThat(read(there, session).attribute("list")).isEqualTo(List.of(0, 2));
    }

    @SuppressWarnings("unchecked")
    private static List<Integer> list(NodeSession session) {
        return (List<Integer>) session.attribute("list");
    }

    @Test
    void save_attributeThatWasSetToTheSameValue_isStoredAgain() {
        NodeSession session = stored();
        session.setAttribute("a", 1);
        session.save();
        NodeSession late = read(here, session);
        NodeSession other = read(there, session);
        other.setAttribute("a", 2);
        other.save();
        late.setAttribute("a", 1);
        late.save();
        assertThat(read(there, session).attribute("a")).isEqualTo(1);
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
    void refresh_seesWhatAnotherNodeSavedAndKeepsOwnChanges() {
        NodeSession session = stored();
        session.setAttribute("cart", new ArrayList<>(List.of("tea")));
        session.setAttribute("a", 1);
        session.save();
        NodeSession mine = read(here, session);
        List<String> cart = cart(mine);
        mine.setAttribute("own", "x");
        NodeSession other = read(there, session);
        other.setAttribute("a", 2);
        other.setAttribute("own", "y");
        other.save();
        assertThat(mine.refresh()).isTrue();
        assertThat(mine.attribute("a")).isEqualTo(2);
        assertThat(mine.attribute("own")).isEqualTo("x");
        assertThat(mine.attribute("cart")).isSameAs(cart);
    }

    @Test
    void refresh_stringsThatWereReadOrSet_areWhatIsStoredNow() {
        NodeSession session = stored();
        for (String name : List.of("changed", "removed", "same", "broken")) {
            session.setAttribute(name, "tea");
        }
        session.save();
        for (NodeSession mine : List.of(session, read(here, session))) {
            assertThat(mine.attributeNames()).allMatch(name -> "tea".equals(mine.attribute(name)));
            NodeSession other = read(there, session);
            other.setAttribute("changed", "milk");
            other.setAttribute("removed", null);
            other.save();
            redis.client().hset("session:" + session.id().value() + ":attributes", "broken", "");

            assertThat(mine.refresh()).isTrue();

            assertThat(mine.attribute("changed")).isEqualTo("milk");
            assertThat(mine.attribute("removed")).isNull();
            assertThat(mine.attribute("same")).isEqualTo("tea");
            assertThat(mine.attribute("broken")).isNull();
            assertThat(nodes.roundTrips(mine::save)).isZero();
            for (String name : List.of("changed", "removed", "broken")) {
                mine.setAttribute(name, "tea");
            }
            mine.save();
        }
    }

    @Test
    void refresh_otherNodeSavedWhatARequestHereChangedInPlace_keepsTheChangeHere() {
        NodeSession session = stored();
        session.setAttribute("cart", new ArrayList<>(List.of("tea")));
        session.save();
        NodeSession mine = read(here, session);
        cart(mine).add("mine");
        NodeSession other = read(there, session);
        cart(other).add("other");
        other.save();
        mine.refresh();
        mine.save();
        assertThat(cart(read(there, session))).containsExactly("tea", "mine");
    }

    @Test
    void save_whileAnotherRequestChangesAListInPlace_neitherFailsNorLosesIt() throws Exception {
        NodeSession session = stored();
        List<Integer> list = new ArrayList<>();
        session.setAttribute("list", list);
        session.save();
        AtomicBoolean stop = new AtomicBoolean();
        Thread other = new Thread(() -> {
            for (int i = 0; !stop.get(); i++) {
                list.add(i);
                if (list.size() > 100) {
                    list.clear();
                }
            }
        });
        other.start();
        try {
            for (int i = 0; i < 300; i++) {
                session.setAttribute("n", i);
                session.save();
            }
        } finally {
            stop.set(true);
            other.join();
        }
        session.save();
        NodeSession found = read(there, session);
        assertThat(found.attribute("n")).isEqualTo(299);
        assertThat(found.attribute("list")).isEqualTo(list);
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
