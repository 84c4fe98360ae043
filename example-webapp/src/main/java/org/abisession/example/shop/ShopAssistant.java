package org.abisession.example.shop;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Answers questions about the shop's orders: totals, averages, rankings, break-downs, trends, and
 * searches by keyword. Every number is computed from the orders when it is asked for, or comes from a
 * cache of such answers, and says so. Safe for use by several threads.
 */
public final class ShopAssistant {
    private static final int CACHED_ANSWERS = 200;

    private final QuestionReader reader;
    private final Answerer answerer;
    private final AnswerCache cache = new AnswerCache(CACHED_ANSWERS);

    ShopAssistant(Orders orders) {
        reader = new QuestionReader(new Vocabulary(orders));
        answerer = new Answerer(orders);
    }

    /** Reads the orders that the application ships. */
    public static ShopAssistant load() {
        return new ShopAssistant(Orders.load());
    }

    /**
     * An answer and how it came about.
     *
     * @param queryHash SHA-256 of the question, in lower case and with single spaces, as 64 hex digits
     * @param cacheHit whether this process had answered the question before
     * @param seconds how long it took
     */
    public record Reply(Answer answer, String queryHash, boolean cacheHit, double seconds) {}

    /** Answers a question; one that is not understood gets a list of what can be asked. */
    public Reply answer(String question) {
        long begin = System.nanoTime();
        String hash = hash(question);
        Answer cached = cache.get(hash);
        Answer answer = cached;
        if (answer == null) {
            answer = answerer.answer(reader.read(question));
            cache.put(hash, answer);
        }
        return new Reply(answer, hash, cached != null, (System.nanoTime() - begin) / 1e9);
    }

    static String hash(String question) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] text = Words.normalize(question).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(sha256.digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
