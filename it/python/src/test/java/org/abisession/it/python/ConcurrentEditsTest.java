package org.abisession.it.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.redis.EditedDocument;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

/**
 * Both applications change one session's metadata at the same time. Every edit adds one to a counter, so that
 * a lost one shows at the end; and some add a field. Java edits on two nodes, Python under WATCH.
 */
class ConcurrentEditsTest {
    private static final int EDITS = Integer.getInteger("python.edits", 2_000);
    private static final int JAVA_THREADS = 2;

    /** Tells what none of the edits is about; in the form that json.dumps gives it, since Python writes all anew. */
    private static final String FOREIGN = "\"big\": 9007199254740993, \"bigger\": " + "1234567890".repeat(10) + "7"
            + ", \"float\": 1e+16, \"small\": 1e-07, \"one\": 1.0, \"nan\": NaN, \"inf\": [Infinity, -Infinity],"
            + " \"text\": \"O\\u00f9 \\ud83d\\ude00 \\ud800 \\u007f / \\\\ \\\"\", \"nested\": {\"b\": [1, {}], \"a\": null}";

    @RegisterExtension
    @Order(1)
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    @Order(2)
    static final PythonApp python = new PythonApp(redis);

    @Test
    void sharedAttributes_editedByBothSidesAtOnce_noneIsLostAndNoForeignByteChanges() throws Exception {
        String id = python.text("create", "uuid4", Map.of());
        String key = "session:" + id + ":metadata";
        String head = "{\"session_id\": \"" + id + "\", " + FOREIGN;
        redis.client().set(key, head + "}", SetParams.setParams().ex(86_400));
        int ofPython = EDITS / 2;
        int ofEachThread = EDITS / 2 / JAVA_THREADS;

        ExecutorService threads = Executors.newFixedThreadPool(JAVA_THREADS + 1);
        long start = System.nanoTime();
        List<Future<Integer>> java = new ArrayList<>();
        for (int i = 0; i < JAVA_THREADS; i++) {
            String counter = "java" + i;
            java.add(threads.submit(() -> edit(SessionId.of(id), counter, ofEachThread)));
        }
        Future<Object> lostRaces = threads.submit(() -> python.call("count_up", id, "python", ofPython));
        int saved = 0;
        for (Future<Integer> edits : java) {
            saved += edits.get(10, TimeUnit.MINUTES);
        }
        Object pythonRetries = lostRaces.get(10, TimeUnit.MINUTES);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        threads.shutdown();

        String after = redis.client().get(key);
        EditedDocument document = new EditedDocument(after.getBytes(UTF_8));
        int lost = ofPython - number(document, "python");
        int fields = ofPython / 100;
        for (int i = 0; i < JAVA_THREADS; i++) {
            lost += ofEachThread - number(document, "java" + i);
            fields += ofEachThread / 100;
        }
        long added = document.names().stream()
                .filter(name -> name.matches("(java\\d|python)_\\d+"))
                .count();
        System.out.printf(
                "%d edits of one session's metadata (%d Python, %d Java) in %d ms: %d lost, %d of %d added fields there,"
                        + " Python was late %s times%n",
                ofPython + saved, ofPython, saved, millis, lost, added, fields, pythonRetries);
        assertThat(saved).isEqualTo(ofEachThread * JAVA_THREADS);
        assertThat(lost).isZero();
        assertThat(added).isEqualTo(fields);
        assertThat(after).startsWith(head + ", ");
    }

    private static int edit(SessionId id, String counter, int times) {
        int saved = 0;
        try (SessionNode node = node()) {
            for (int i = 1; i <= times; i++) {
                NodeSession session = node.find(id).orElseThrow();
                Integer before = (Integer) session.attribute(counter);
                session.setAttribute(counter, before == null ? 1 : before + 1);
                if (i % 100 == 0) {
                    session.setAttribute(counter + "_" + i, true);
                }
                saved += session.save() == SaveResult.SAVED ? 1 : 0;
            }
        }
        return saved;
    }

    private static SessionNode node() {
        ClassLoader loader = ConcurrentEditsTest.class.getClassLoader();
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("shared-attributes", "*")
                .build();
        return SessionNode.open(settings, loader, loader);
    }

    private static int number(EditedDocument document, String field) {
        return document.raw(field)
                .map(raw -> Integer.parseInt(new String(raw, UTF_8)))
                .orElse(0);
    }
}
