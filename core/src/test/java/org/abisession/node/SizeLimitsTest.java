package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.abisession.SessionStoreException;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests how large attributes and sessions may grow. */
class SizeLimitsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private SessionNode node;
    private NodeSession session;

    @BeforeEach
    void open() {
        node = node("1k", "2k");
        session = node.create();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static SessionNode node(String attribute, String whole) {
        return TwoNodes.open(redis.uri(), "max-attribute-bytes", attribute, "max-session-bytes", whole);
    }

    /** A value that takes so many bytes as JSON. */
    private static String text(int bytes) {
        return "x".repeat(bytes - 2);
    }

    private NodeSession read(SessionNode from) {
        return from.find(session.id()).orElseThrow();
    }

    @Test
    void setAttribute_atTheLimit_isTaken() {
        session.setAttribute("a", text(1024));
        session.setAttribute("b", text(1024));
        session.save();

        assertThat(read(node).attribute("b")).isEqualTo(text(1024));
    }

    @Test
    void setAttribute_tooLarge_namesItSizeAndLimitAndChangesNothing() {
        session.setAttribute("cart", "tea");

        assertThatThrownBy(() -> session.setAttribute("cart", text(1025)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Attribute 'cart' can't be stored: it takes 1025 bytes, abi.session.max-attribute-bytes"
                        + " allows 1024. Keep in the session what identifies the data, not the data, or raise the"
                        + " setting.");
        assertThat(session.attribute("cart")).isEqualTo("tea");
    }

    @Test
    void setAttribute_sessionTooLargeWithIt_namesItAndTheLargest() {
        session.setAttribute("a", text(1000));
        session.setAttribute("b", text(900));

        assertThatThrownBy(() -> session.setAttribute("c", text(149)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Attribute 'c' can't be stored: with it the session takes 2049 bytes,"
                        + " abi.session.max-session-bytes allows 2048. The largest is Attribute 'a' with 1000 bytes."
                        + " Keep in the session what identifies the data, not the data, or raise the setting.");
        assertThat(session.attributeNames()).containsExactly("a", "b");
    }

    @Test
    void setAttribute_whenAnotherWasRemoved_itsRoomIsFree() {
        session.setAttribute("a", text(1024));
        session.setAttribute("b", text(1024));
        session.setAttribute("a", null);
        session.setAttribute("c", text(1024));
        session.save();

        assertThat(read(node).attributeNames()).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void setAttribute_attributesOfTheStoreThatWereNotReadYet_count() {
        session.setAttribute("a", text(1024));
        session.save();
        NodeSession again = read(node);

        assertThatThrownBy(() -> again.setAttribute("b", text(1025))).hasMessageContaining("max-attribute-bytes");
        again.setAttribute("b", text(1024));
        assertThatThrownBy(() -> again.setAttribute("c", 1)).hasMessageContaining("max-session-bytes");
    }

    @Test
    void save_valueThatGrewInPlace_failsAndStoresNothing() {
        session.setAttribute("cart", new ArrayList<>(List.of("tea")));
        session.save();
        NodeSession request = read(node);
        list(request, "cart").add(text(1024));
        request.setAttribute("other", 1);

        assertThat(request.isChanged()).isTrue();
        assertThatThrownBy(request::save)
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining("'cart'")
                .hasMessageContaining("max-attribute-bytes");
        assertThat(read(node).attributeNames()).containsExactly("cart");
        assertThat(read(node).attribute("cart")).isEqualTo(List.of("tea"));
    }

    @Test
    void save_oneGrewInPlaceAndAnotherShrank_countsBoth() {
        session.setAttribute("a", new ArrayList<>(List.of("tea")));
        session.setAttribute("b", new ArrayList<>(List.of(text(500), text(500))));
        session.setAttribute("c", text(1000));
        session.save();
        NodeSession request = read(node);
        list(request, "a").add(text(500));
        list(request, "b").remove(0);
        request.save();

        assertThat(list(read(node), "a")).hasSize(2);
        assertThat(list(read(node), "b")).hasSize(1);
    }

    @Test
    void save_sessionGrewInPlace_namesWhatGrewMost() {
        session.setAttribute("a", text(1000));
        session.setAttribute("b", new ArrayList<>(List.of("tea")));
        session.setAttribute("c", new ArrayList<>(List.of("tea")));
        session.save();
        NodeSession request = read(node);
        list(request, "b").add(text(900));
        list(request, "c").add(text(200));

        assertThatThrownBy(request::save)
                .hasMessageStartingWith("Attribute 'b' can't be stored: with it the session takes ")
                .hasMessageContaining("The largest is Attribute 'a' with 1000 bytes.");
        assertThat(list(read(node), "c")).containsExactly("tea");
    }

    @Test
    void save_fromBeforeALimitWasLowered_mayShrinkNotGrow() {
        try (SessionNode generous = node("1m", "2m")) {
            session = generous.create();
            session.setAttribute("cart", new ArrayList<>(List.of(text(3000), text(3000))));
            session.save();
        }
        NodeSession request = read(node);
        list(request, "cart").remove(0);
        request.save();

        assertThat(list(read(node), "cart")).hasSize(1);
        NodeSession next = read(node);
        list(next, "cart").add("x");
        assertThatThrownBy(next::save).hasMessageContaining("max-attribute-bytes");
    }

    @SuppressWarnings("unchecked") // what the test has put there
    private static List<String> list(NodeSession session, String name) {
        return (List<String>) session.attribute(name);
    }
}
