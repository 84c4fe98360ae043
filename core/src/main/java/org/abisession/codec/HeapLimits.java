package org.abisession.codec;

/**
 * Limits how much of the JVM's heap one value may take. A value that fills the heap costs other requests an
 * OutOfMemoryError, not itself alone: so it is refused before. Not for several threads; used for one value.
 */
final class HeapLimits {
    private static final long HEAP = Runtime.getRuntime().maxMemory();
    private static final int PART_FOR_TEXT = 16;
    private static final int PART_FOR_VALUE = 4;

    private static final int LIST = 40;
    private static final int MAP = 120;
    private static final int PLACE = 8;
    private static final int ENTRY = 56;
    private static final int NUMBER = 24;
    private static final int STRING = 56;

    /** The most heap that a byte of text takes: that of an empty object in a list, of three bytes. */
    private static final long MOST_PER_BYTE = (MAP + PLACE) / 3 + 1;

    private long taken;

    /** Returns the longest text, in bytes, that is stored or read; also the most characters of a string in it. */
    static int longestText() {
        return (int) Math.min(Integer.MAX_VALUE - 64, HEAP / PART_FOR_TEXT);
    }

    /**
     * Checks the length of a text that shall be stored or read.
     *
     * @throws StreamLimitException if it is too long
     */
    static void check(byte[] text) throws StreamLimitException {
        if (text.length > longestText()) {
            throw StreamLimitException.text(text.length, longestText());
        }
    }

    /** Returns whether any text of this length is within the limit. */
    static boolean fits(long bytes) {
        return bytes * MOST_PER_BYTE <= HEAP / PART_FOR_VALUE;
    }

    void list() throws StreamLimitException {
        take(LIST);
    }

    void place() throws StreamLimitException {
        take(PLACE);
    }

    void map() throws StreamLimitException {
        take(MAP);
    }

    void entry(String name) throws StreamLimitException {
        take(ENTRY + STRING + name.length());
    }

    void string(String text) throws StreamLimitException {
        take(STRING + 2L * text.length());
    }

    void number() throws StreamLimitException {
        take(NUMBER);
    }

    private void take(long bytes) throws StreamLimitException {
        taken += bytes;
        if (taken > HEAP / PART_FOR_VALUE) {
            throw StreamLimitException.heap(HEAP / PART_FOR_VALUE);
        }
    }
}
