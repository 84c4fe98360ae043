package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.abisession.SessionStoreException;
import org.abisession.store.SaveResult;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

/** Tests values that can be read but not written, as another program may have written them, and such names. */
class UnwritableValuesTest {
    private static final String METADATA = "{\"user\": {\"at\": 1705314600123, \"big\": 123456789012345678901}}";

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private SessionNode node;
    private String key;
    private NodeSession session;

    @BeforeEach
    void open() {
        node = TwoNodes.open(redis.uri(), "shared-attributes", "user");
        NodeSession created = node.create();
        created.save();
        key = "session:" + created.id().value();
        redis.client().set(key + ":metadata", METADATA, SetParams.setParams().ex(60));
        session = node.find(created.id()).orElseThrow();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void save_sharedValueOfLongNumbersThatWasOnlyRead_isLeftAsItIs() {
        assertThat(session.attribute("user")).isInstanceOf(Map.class);
        session.setAttribute("other", 1);
        assertThat(session.isChanged()).isTrue();
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        assertThat(redis.client().get(key + ":metadata")).isEqualTo(METADATA);
    }

    @Test
    @SuppressWarnings("unchecked") // an object of JSON
    void save_sharedValueOfLongNumbersThatWasChanged_saysThatItCantBeShared() {
        ((Map<String, Object>) session.attribute("user")).put("seen", true);
        assertThatThrownBy(session::save)
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining("'user' is shared");
        assertThat(redis.client().get(key + ":metadata")).isEqualTo(METADATA);
    }

    @Test
    void setAttribute_nameWithHalfOfASurrogatePair_isRefusedAndOthersAreStored() {
        assertThatThrownBy(() -> session.setAttribute("a\ud800", "lost on the other node"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The attribute name 'a?' must be well-formed Unicode, and has half of a surrogate pair."
                        + " Take another name.");
        session.setAttribute("\ud83d\ude00", "stored");
        assertThat(session.attribute("a\ud800")).isNull();
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);

        NodeSession read = node.find(session.id()).orElseThrow();
        assertThat(read.attributeNames()).containsOnly("user", "\ud83d\ude00");
    }
}
