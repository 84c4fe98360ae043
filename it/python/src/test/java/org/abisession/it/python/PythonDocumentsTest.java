package org.abisession.it.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.abisession.ConversationEntry;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.redis.EditedDocument;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

/** Tests what Python's writers make, read and edited in Java, and compared in Python. */
class PythonDocumentsTest {
    private static final int DOCUMENTS = Integer.getInteger("python.documents", 2_000);
    private static final int AT_ONCE = 500;
    private static final List<String> ADDED =
            List.of("1", "1.0", "null", "\"Où ? 😀\"", "{\"a\": [true, {\"b\": \"é\"}]}", "[]");

    @RegisterExtension
    @Order(1)
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    @Order(2)
    static final PythonApp python = new PythonApp(redis);

    @Test
    void edit_randomDocumentsOfPython_changesTheOneFieldAndNoOtherByte() throws Exception {
        int wrong = 0;
        int bytesChanged = 0;
        for (int done = 0; done < DOCUMENTS; done += AT_ONCE) {
            List<String> before = texts(python.call("documents", done, AT_ONCE));
            List<String> after = new ArrayList<>();
            List<String> added = new ArrayList<>();
            for (int i = 0; i < before.size(); i++) {
                EditedDocument document = new EditedDocument(before.get(i).getBytes(UTF_8));
                String value = ADDED.get(i % ADDED.size());
                EditedDocument edited = document.with("edited", value.getBytes(UTF_8));
                bytesChanged += isOnlyEdit(before.get(i).getBytes(UTF_8), document, edited) ? 0 : 1;
                after.add(new String(edited.bytes(), UTF_8));
                added.add(value);
            }
            wrong += (Integer) python.call("differences", before, after, added);
        }
        System.out.printf(
                "%d random documents of Python edited in Java: %d other for Python than meant, %d with another byte changed%n",
                DOCUMENTS, wrong, bytesChanged);
        assertThat(wrong).isZero();
        assertThat(bytesChanged).isZero();
    }

    @Test
    void samples_asTurnsAndInMetadata_areReadAndKeptByteForByte() {
        try (SessionNode node = node()) {
            NodeSession session = node.create();
            session.save();
            String prefix = "session:" + session.id().value();
            ((Map<?, ?>) python.call("samples")).forEach((name, text) -> {
                String turn = "{\"timestamp\": " + text + ", \"user_query\": \"" + name + "\", \"x\": " + text + "}";
                redis.client().rpush(prefix + ":conversation", turn);
                ConversationEntry read = session.conversation().last(1).get(0);
                assertThat(read.isReadable()).as("%s", name).isTrue();
                assertThat(read.json()).isEqualTo(turn);
                assertThat(read.userQuery()).contains((String) name);

                String metadata = "{\"sample\": " + text + ", \"user\": 1}";
                redis.client()
                        .set(
                                prefix + ":metadata",
                                metadata,
                                SetParams.setParams().keepTtl());
                NodeSession found = node.find(session.id()).orElseThrow();
                found.setAttribute("user", "é");
                found.save();
                String expected = metadata.replace(
                        "\"user\": 1",
                        "\"user\": " + (metadata.chars().allMatch(c -> c < 0x80) ? "\"\\u00e9\"" : "\"é\""));
                assertThat(redis.client().get(prefix + ":metadata")).isEqualTo(expected);
            });
            redis.client().expire(prefix + ":conversation", 100);
        }
    }

    /** Returns whether the two are the same but for the value of the field, or but for the field where it is new. */
    private static boolean isOnlyEdit(byte[] before, EditedDocument document, EditedDocument edited) {
        if (!document.has("edited")) {
            return Arrays.equals(before, edited.without("edited").bytes());
        }
        byte[] after = edited.bytes();
        int around = before.length - document.raw("edited").orElseThrow().length;
        int head = Arrays.mismatch(before, after);
        int tail = 0;
        while (tail < around && before[before.length - 1 - tail] == after[after.length - 1 - tail]) {
            tail++;
        }
        return after.length - edited.raw("edited").orElseThrow().length == around
                && (head < 0 || head + tail >= around);
    }

    private static SessionNode node() {
        ClassLoader loader = PythonDocumentsTest.class.getClassLoader();
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("shared-attributes", "user")
                .build();
        return SessionNode.open(settings, loader, loader);
    }

    @SuppressWarnings("unchecked") // as abi_app.py answers it
    private static List<String> texts(Object answer) {
        return (List<String>) answer;
    }
}
