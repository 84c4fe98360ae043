package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests what counts as a change of an attribute, and what becomes of it when other requests and nodes change the
 * session, too.
 */
class NodeSessionChangesTest {
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
}
