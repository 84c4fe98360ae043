package org.abisession.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.params.SetParams;

/** Tests that a value of another program under a session's keys costs itself only, is logged once, and stays. */
class ForeignValuesTest {
    private static final byte[] LATIN_1 = "{\"user_query\": \"O\u00f9\"}".getBytes(ISO_8859_1);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private SessionNode node;
    private SessionId id;

    @BeforeEach
    void open() {
        node = TwoNodes.open(redis.uri(), "shared-attributes", "user,cart");
        NodeSession session = node.create();
        id = session.id();
        logs.secret(id.value());
        session.setAttribute("x", "kept");
        session.save();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private String key(String name) {
        return "session:" + id.value() + ":" + name;
    }

    private void write(String name, String text) {
        redis.client().set(key(name), text, SetParams.setParams().ex(3600));
    }

    private byte[] dump(String name) {
        return redis.client().dump(key(name));
    }

    private NodeSession find() {
        return node.find(id).orElseThrow();
    }

    private List<String> warnings() {
        return logs.lines().stream().filter(line -> line.startsWith("WARN")).toList();
    }

    private void metadataIsAList() {
        redis.client().del(key("metadata"));
        redis.client().rpush(key("metadata"), "{\"user\": \"ada\"}");
        redis.client().expire(key("metadata"), 3600);
    }

    private void attributesAreAString() {
        write("attributes", "cached page");
    }

    private void conversationIsAString() {
        write("conversation", "[{\"user_query\": \"q\"}]");
    }

    @Test
    void metadata_aList_costsTheSharedAttributesOnlyAndIsSaidOnce() {
        metadataIsAList();
        byte[] before = dump("metadata");
        for (int i = 0; i < 5; i++) {
            NodeSession session = find();
            assertThat(session.attribute("x")).isEqualTo(i == 0 ? "kept" : "v" + (i - 1));
            session.setAttribute("x", "v" + i);
            session.setAttribute("user", "bob" + i);
            assertThat(session.save()).isEqualTo(SaveResult.SAVED);
            session.conversation().append(ConversationEntry.builder("q").build());
        }

        assertThat(find().attribute("user")).isEqualTo("bob4");
        assertThat(find().conversation().size()).isEqualTo(5);
        assertThat(dump("metadata")).isEqualTo(before);
        assertThat(warnings()).hasSize(1);
        assertThat(warnings().get(0)).contains("The metadata is a Redis list, not a String");
    }

    @Test
    void metadata_aListThatBecomesAnObject_takesTheSharedAttributesWhenTheyAreSet() {
        metadataIsAList();
        NodeSession session = find();
        session.setAttribute("user", "bob");
        session.save();
        write("metadata", "{\"user\": \"ada\"}");
        NodeSession later = find();
        assertThat(later.attribute("user")).isEqualTo("bob");

        later.setAttribute("user", "eve");
        later.save();
        assertThat(redis.client().get(key("metadata"))).isEqualTo("{\"user\": \"eve\"}");
        assertThat(redis.client().hget(key("attributes"), "user")).isNull();
        assertThat(find().attribute("user")).isEqualTo("eve");
    }

    @Test
    void changeId_metadataAList_movesAllWithItsBytes() {
        metadataIsAList();
        byte[] before = dump("metadata");
        NodeSession session = find();
        id = SessionId.random();

        assertThat(session.changeId(id)).isEqualTo(SaveResult.SAVED);
        assertThat(dump("metadata")).isEqualTo(before);
        assertThat(find().attribute("x")).isEqualTo("kept");
    }

    @Test
    void attributes_aString_costThemselvesOnlyAndAreSaidOnce() {
        attributesAreAString();
        byte[] before = dump("attributes");
        for (int i = 0; i < 5; i++) {
            NodeSession session = find();
            assertThat(session.attributeNames()).isEmpty();
            assertThat(session.attribute("user")).isNull();
            session.conversation().append(ConversationEntry.builder("q").build());
        }
        NodeSession session = find();
        session.setAttribute("user", "ada");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);

        assertThat(redis.client().get(key("metadata"))).contains("\"user\": \"ada\"");
        assertThat(find().conversation().size()).isEqualTo(5);
        assertThat(dump("attributes")).isEqualTo(before);
        assertThat(redis.client().ttl(key("attributes"))).isLessThanOrEqualTo(3600);
        assertThat(warnings()).hasSize(1);
        assertThat(warnings().get(0)).contains("The key of the attributes is a Redis string, not a Hash");
    }

    @Test
    void save_attributesAString_failsLoudlyAndWritesNothing() {
        attributesAreAString();
        byte[] before = dump("attributes");
        byte[] metadata = dump("metadata");
        NodeSession session = find();
        session.setAttribute("x", "new");
        session.setAttribute("user", "ada");

        assertThatThrownBy(session::save)
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining("WRONGTYPE, a key of abi-session or of a session holds another type")
                .hasMessageNotContaining(id.value());
        assertThat(dump("attributes")).isEqualTo(before);
        assertThat(dump("metadata")).isEqualTo(metadata);
    }

    @Test
    void changeId_attributesAString_movesAllWithItsBytes() {
        attributesAreAString();
        byte[] before = dump("attributes");
        SessionId old = id;
        NodeSession session = find();
        id = SessionId.random();

        assertThat(session.changeId(id)).isEqualTo(SaveResult.SAVED);
        assertThat(dump("attributes")).isEqualTo(before);
        assertThat(redis.keys("session:" + old.value() + "*")).isEmpty();
    }

    @Test
    void find_attributesAStringAndNoMetadata_isNoSessionAndTheBytesStay() {
        attributesAreAString();
        redis.client().del(key("metadata"));
        byte[] before = dump("attributes");

        assertThat(node.find(id)).isEmpty();
        assertThat(node.repository().claimExpired(id)).isEmpty();
        assertThat(node.repository().touch(id)).isEqualTo(SaveResult.GONE);
        assertThat(dump("attributes")).isEqualTo(before);
    }

    @Test
    void conversation_aString_failsItselfAndNothingElse() {
        conversationIsAString();
        byte[] before = dump("conversation");
        NodeSession session = find();
        Conversation conversation = session.conversation();

        assertRefused(() -> conversation.append(ConversationEntry.builder("q").build()));
        assertRefused(() -> conversation.last(10));
        assertRefused(() -> conversation.page(0, 10));
        assertRefused(conversation::size);
        assertRefused(conversation::clear);
        session.setAttribute("x", "new");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        assertThat(find().attribute("x")).isEqualTo("new");
        assertThat(dump("conversation")).isEqualTo(before);
    }

    private void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable operation) {
        assertThatThrownBy(operation)
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining("WRONGTYPE, a key of abi-session or of a session holds another type")
                .hasMessageNotContaining(id.value());
    }

    @Test
    void delete_everyKeyOfAnotherType_leavesNothing() {
        metadataIsAList();
        attributesAreAString();
        conversationIsAString();

        assertThat(find().delete()).isTrue();
        assertThat(redis.keys("session:*")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void find_metadataEmptyOrNullAlone_isNoSessionAndIsSaidOnce(String text) {
        write("metadata", text);
        NodeSession alive = find();
        assertThat(alive.attribute("x")).isEqualTo("kept");
        redis.client().del(key("attributes"));

        assertThat(node.find(id)).isEmpty();
        assertThat(node.find(id)).isEmpty();
        assertThat(redis.client().get(key("metadata"))).isEqualTo(text);
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void metadata_thatPythonSpoils_isSaidOnceWithItsLikelyWriterHoweverManyRequestsReadIt() {
        write("metadata", "{'user': 'ada'}");
        byte[] before = dump("metadata");
        for (int i = 0; i < 5; i++) {
            NodeSession session = find();
            assertThat(session.attribute("x")).isNotNull();
            session.setAttribute("user", "bob");
            session.setAttribute("x", "" + i);
            session.save();
        }

        assertThat(dump("metadata")).isEqualTo(before);
        assertThat(find().attribute("user")).isEqualTo("bob");
        assertThat(warnings()).hasSize(1);
        assertThat(warnings().get(0)).contains("str(dict)").doesNotContain("'ada'");
    }

    @Test
    void attribute_thatCannotBeDecoded_isSaidOnceHoweverManyRequestsReadIt() {
        redis.client().hset(key("attributes"), "bad", "{'a': None}");
        for (int i = 0; i < 5; i++) {
            assertThat(find().attribute("bad")).isNull();
        }

        assertThat(redis.client().hget(key("attributes"), "bad")).isEqualTo("{'a': None}");
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void turns_thatAreNoJsonInUtf8_areReturnedInTheirPlaceAndSaidOnce() {
        byte[] list = key("conversation").getBytes(UTF_8);
        Conversation conversation = find().conversation();
        conversation.append(ConversationEntry.builder("first").build());
        redis.client().rpush(list, LATIN_1, "{'user_query': 'q'}".getBytes(UTF_8), "{\"user_q".getBytes(UTF_8));
        conversation.append(ConversationEntry.builder("last").build());
        byte[] before = dump("conversation");

        for (int i = 0; i < 3; i++) {
            List<ConversationEntry> turns = find().conversation().last(10);
            assertThat(turns)
                    .extracting(ConversationEntry::isReadable)
                    .containsExactly(true, false, false, false, true);
            assertThat(turns.get(1).json()).isEqualTo("{\"user_query\": \"O\ufffd\"}");
            assertThat(turns.get(1).userQuery()).isEmpty();
            assertThat(turns.get(4).userQuery()).contains("last");
        }
        assertThat(dump("conversation")).isEqualTo(before);
        assertThat(warnings()).hasSize(1);
        assertThat(warnings().get(0)).contains("A turn of the conversation is not UTF-8 at byte");
    }

    @Test
    void append_turnThatIsNoJson_isRefusedAndNothingIsStored() {
        Conversation conversation = find().conversation();
        for (String json : List.of("{'q': 1}", "[1]", "", "{\"a\": NaN}", "{\"a\": [-Infinity]}")) {
            assertThatThrownBy(() -> conversation.append(ConversationEntry.parse(json)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ConversationEntry.builder");
        }
        assertThat(conversation.size()).isZero();
    }

    @Test
    void append_turnWithHalfASurrogatePair_storesItsEscape() {
        Conversation conversation = find().conversation();
        conversation.append(ConversationEntry.parse(" {\"user_query\": \"\ud800x\", \"n\": 1e+16}\n"));

        assertThat(redis.client().lindex(key("conversation"), 0))
                .isEqualTo(" {\"user_query\": \"\\ud800x\", \"n\": 1e+16}\n");
        assertThat(conversation.last(1).get(0).userQuery()).contains("\ud800x");
    }

    @Test
    void sharedAttribute_ofIntegersBeyond32Bits_canBeReadAndBeSavedAround() {
        write("metadata", "{\"cart\": [1, 9007199254740993, 1e+16]}");
        NodeSession session = find();
        assertThat(session.attribute("cart")).isEqualTo(new ArrayList<>(List.of(1, 9007199254740993L, 1e16)));
        session.setAttribute("x", "new");

        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        assertThat(redis.client().get(key("metadata"))).isEqualTo("{\"cart\": [1, 9007199254740993, 1e+16]}");
    }
}
