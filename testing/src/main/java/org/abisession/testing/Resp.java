package org.abisession.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one direction of a Redis connection into messages of RESP 2 and 3. Bytes come in as
 * the network has cut them; a message is taken when it is complete. Not safe for use by several threads.
 */
final class Resp {
    private static final int INCOMPLETE = -1;

    private byte[] bytes = new byte[1 << 14];
    private int end;

    void add(byte[] chunk, int length) {
        if (end + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + length));
        }
        System.arraycopy(chunk, 0, bytes, end, length);
        end += length;
    }

    /** Returns true if the beginning of a message is here, and its end is not. */
    boolean isInMessage() {
        return end > 0;
    }

    /**
     * Returns the next command's words, or null while it is incomplete. Takes arrays of bulk strings, and inline
     * commands.
     */
    @Nullable
    List<byte[]> takeCommand() {
        int line = lineEnd(0);
        if (line == INCOMPLETE) {
            return null;
        }
        List<byte[]> words = new ArrayList<>();
        int at = line;
        if (bytes[0] == '*') {
            int count = (int) number(1, line);
            for (int i = 0; i < count; i++) {
                int header = lineEnd(at);
                if (header == INCOMPLETE) {
                    return null;
                }
                int length = (int) number(at + 1, header);
                if (header + length + 2 > end) {
                    return null;
                }
                words.add(Arrays.copyOfRange(bytes, header, header + length));
                at = header + length + 2;
            }
        } else {
            String text = new String(bytes, 0, line - 2, StandardCharsets.ISO_8859_1);
            for (String word : text.strip().split(" +", -1)) {
                words.add(word.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        drop(at);
        return words;
    }

    /** Returns the type byte of the next reply, or 0 while it is incomplete. */
    byte takeReply() {
        int after = skip(0);
        if (after == INCOMPLETE) {
            return 0;
        }
        byte type = bytes[0];
        drop(after);
        return type;
    }

    private int skip(int at) {
        int line = lineEnd(at);
        if (line == INCOMPLETE) {
            return INCOMPLETE;
        }
        return switch (bytes[at]) {
            case '+', '-', ':', '_', '#', ',', '(' -> line;
            case '$', '!', '=' -> skipBulk(line, number(at + 1, line));
            case '*', '~', '>' -> skipAll(line, number(at + 1, line));
            case '%' -> skipAll(line, 2 * number(at + 1, line));
            case '|' -> { // attributes of the reply that follows
                int reply = skipAll(line, 2 * number(at + 1, line));
                yield reply == INCOMPLETE || reply >= end ? INCOMPLETE : skip(reply);
            }
            default -> throw new IllegalStateException("Not a RESP reply: begins with byte " + bytes[at]);
        };
    }

    private int skipBulk(int from, long length) {
        long after = length < 0 ? from : from + length + 2;
        return after > end ? INCOMPLETE : (int) after;
    }

    private int skipAll(int from, long count) {
        int at = from;
        for (long i = 0; i < count; i++) {
            at = at >= end ? INCOMPLETE : skip(at);
            if (at == INCOMPLETE) {
                return INCOMPLETE;
            }
        }
        return at;
    }

    /** Returns where the line that begins at {@code at} ends, its CR LF included. */
    private int lineEnd(int at) {
        for (int i = at; i + 1 < end; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i + 2;
            }
        }
        return INCOMPLETE;
    }

    private long number(int from, int lineEnd) {
        return Long.parseLong(new String(bytes, from, lineEnd - 2 - from, StandardCharsets.ISO_8859_1));
    }

    private void drop(int count) {
        System.arraycopy(bytes, count, bytes, 0, end - count);
        end -= count;
    }
}
