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

/** Tests what another program has written, which can be read but not written. */
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
}
