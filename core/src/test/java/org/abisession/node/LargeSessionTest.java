package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SaveResult;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions whose large values stay in Redis until they are asked for. */
class LargeSessionTest {
    private static final String LARGE = "x".repeat(50_000);
    private static final int SMALL_REPLY = 2_000;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "max-session-bytes", "180000");

    private SessionNode here;
    private SessionNode there;
    private NodeSession made;

    @BeforeEach
    void make() {
        here = nodes.here();
        there = nodes.there();
        made = there.create();
        made.setAttribute("large", LARGE);
        made.setAttribute("list", new ArrayList<>(List.of(LARGE)));
        made.setAttribute("small", 1);
        made.setControl("login", LARGE);
        made.save();
        NodeSession unused = read(); // after which this node knows that it is large
    }

    private NodeSession read() {
        return here.find(made.id()).orElseThrow();
    }

    private long replyBytes(Runnable operation) {
        long before = nodes.proxy().replyBytes();
        operation.run();
        return nodes.proxy().replyBytes() - before;
    }

    @Test
    void find_nothingLargeIsAskedFor_largeValuesStayInRedis() {
        made.setControl("login", null);
        made.save();
        assertThat(replyBytes(() -> {
                    NodeSession session = read();
                    assertThat(session.attributeNames()).containsExactlyInAnyOrder("large", "list", "small");
                    assertThat(session.attribute("small")).isEqualTo(1);
                    session.setAttribute("small", 2);
                    assertThat(session.save()).isEqualTo(SaveResult.SAVED);
                }))
                .isLessThan(SMALL_REPLY);
        assertThat(there.find(made.id()).orElseThrow().attribute("large")).isEqualTo(LARGE);
    }

    @Test
    void attribute_largeOne_isReadInOneMoreRoundTripWithAllOthers() {
        NodeSession session = read();
        assertThat(nodes.roundTrips(() -> {
                    assertThat(session.attribute("large")).isEqualTo(LARGE);
                    assertThat(session.attribute("list")).isEqualTo(List.of(LARGE));
                }))
                .isEqualTo(1);
    }

    @Test
    void control_largeOne_isNeverLeft() {
        NodeSession session = read();
        assertThat(nodes.roundTrips(() -> assertThat(session.control("login")).isEqualTo(LARGE)))
                .isZero();
    }

    @Test
    void find_largeOneWasAskedForBefore_isReadAtOnceForAWhile() {
        assertThat(read().attribute("large")).isEqualTo(LARGE);
        for (int i = 0; i < 3; i++) {
            assertThat(nodes.roundTrips(
                            () -> assertThat(read().attribute("large")).isEqualTo(LARGE)))
                    .isEqualTo(1);
        }
    }

    @Test
    void attribute_largeOneReadLater_lastAccessIsStillTheOneBeforeTheRequest() {
        NodeSession session = read();
        Instant before = session.lastAccessedAt();
        assertThat(session.attribute("large")).isEqualTo(LARGE);
        assertThat(session.lastAccessedAt()).isEqualTo(before);
    }

    @Test
    void setAttribute_deferredOne_answersWhatItWas() {
        assertThat(read().setAttribute("large", "new")).isEqualTo(LARGE);
    }

    @Test
    void setAttribute_nullForADeferredOne_removesIt() {
        NodeSession session = read();
        session.setAttribute("large", null);
        session.save();
        assertThat(there.find(made.id()).orElseThrow().attributeNames()).containsExactlyInAnyOrder("list", "small");
    }

    @Test
    void attribute_deferredListThatIsChangedInPlace_isSaved() {
        NodeSession session = read();
        @SuppressWarnings("unchecked")
        List<String> list = (List<String>) session.attribute("list");
        list.add("more");
        session.save();
        assertThat(there.find(made.id()).orElseThrow().attribute("list")).isEqualTo(List.of(LARGE, "more"));
    }

    @Test
    void attribute_otherNodeChangedItMeanwhile_isTheNewOneAndWhatChangedHereStays() {
        NodeSession session = read();
        session.setAttribute("small", 2);
        made.setAttribute("large", "short");
        made.setAttribute("small", 3);
        made.save();
        assertThat(session.attribute("large")).isEqualTo("short");
        assertThat(session.attribute("small")).isEqualTo(2);
    }

    @Test
    void attribute_otherNodeRemovedIt_isNone() {
        NodeSession session = read();
        made.setAttribute("large", null);
        made.save();
        assertThat(session.attribute("large")).isNull();
        assertThat(session.attributeNames()).doesNotContain("large");
    }

    @Test
    void attribute_sessionEndedElsewhere_isNoneAndTheSessionHasEnded() {
        NodeSession session = read();
        made.delete();
        assertThat(session.attribute("large")).isNull();
        assertThat(session.isEnded()).isTrue();
        assertThat(session.save()).isEqualTo(SaveResult.GONE);
    }

    @Test
    void attribute_redisIsAway_saysSoAndIsThereAfterwards() {
        NodeSession session = read();
        nodes.proxy().refuse();
        assertThatThrownBy(() -> session.attribute("large")).isInstanceOf(SessionStoreUnavailableException.class);
        nodes.proxy().resume();
        assertThat(session.attribute("large")).isEqualTo(LARGE);
    }

    @Test
    void delete_valuesWereLeft_listenersReadThem() {
        NodeSession session = read();
        assertThat(session.delete()).isTrue();
        assertThat(session.attribute("large")).isEqualTo(LARGE);
    }

    @Test
    void setAttribute_sessionWouldBeTooLarge_countsDeferredOnes() {
        NodeSession session = read();
        assertThatThrownBy(() -> session.setAttribute("more", "x".repeat(90_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("180000");
        assertThat(session.setAttribute("more", "x".repeat(10_000))).isNull();
    }

    @Test
    void find_sessionHasBecomeSmall_isReadWholeAgain() {
        made.setAttribute("large", null);
        made.setAttribute("list", null);
        made.save();
        NodeSession small = read();
        made.setAttribute("large", LARGE);
        made.save();
        assertThat(small.isEnded()).isFalse();
        NodeSession session = read();
        assertThat(nodes.roundTrips(() -> assertThat(session.attribute("large")).isEqualTo(LARGE)))
                .isZero();
    }

    @Test
    void refresh_valuesWereLeft_readsThemToo() {
        NodeSession session = read();
        assertThat(session.refresh()).isTrue();
        assertThat(nodes.roundTrips(() -> assertThat(session.attribute("large")).isEqualTo(LARGE)))
                .isZero();
        assertThat(session.maxInactiveInterval()).isGreaterThan(Duration.ZERO);
    }
}
