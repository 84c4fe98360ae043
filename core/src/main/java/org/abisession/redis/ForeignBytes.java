package org.abisession.redis;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Tells a text in UTF-8 from what else programs put where JSON should be, and guesses at the program. */
final class ForeignBytes {
    private static final int DECODED_AT_ONCE = 8192;

    private ForeignBytes() {}

    /**
     * Does nothing for UTF-8 without a byte order mark.
     *
     * @throws UnreadableMetadataException for anything else, with its likely writer
     */
    static void requireUtf8(byte[] bytes) throws UnreadableMetadataException {
        if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
            throw new UnreadableMetadataException(
                    "begins with a byte order mark. Write it in UTF-8 without one (utf-8, not utf-8-sig).");
        }
        if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff) || (bytes.length > 1 && bytes[1] == 0)) {
            throw new UnreadableMetadataException("looks like UTF-16. Write it in UTF-8.");
        }
        if (startsWith(bytes, 0xac, 0xed, 0x00, 0x05)) {
            throw new UnreadableMetadataException("looks like Java serialization. Write a JSON object.");
        }
        if (startsWith(bytes, 0x1f, 0x8b) || startsWith(bytes, 0x78, 0x9c)) {
            throw new UnreadableMetadataException("looks compressed (gzip or zlib). Write plain JSON.");
        }
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0x80 && bytes[1] >= 2 && bytes[1] <= 5) {
            throw new UnreadableMetadataException("looks like Python's pickle. Use json.dumps.");
        }
        if (bytes.length > 0 && ((bytes[0] & 0xf0) == 0x80 || (bytes[0] & 0xfe) == 0xde)) {
            throw new UnreadableMetadataException("looks like MessagePack. Use json.dumps.");
        }
        decode(bytes);
    }

    private static void decode(byte[] bytes) throws UnreadableMetadataException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.min(bytes.length + 1, DECODED_AT_ONCE));
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, false);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new UnreadableMetadataException("is not UTF-8 at byte " + in.position()
                    + ": neither JSON nor readable with decode_responses=True. Write JSON in UTF-8.");
        }
        if (in.hasRemaining()) {
            throw JsonScanner.cutOff(bytes.length);
        }
    }

    private static boolean startsWith(byte[] bytes, int... head) {
        if (bytes.length < head.length) {
            return false;
        }
        for (int i = 0; i < head.length; i++) {
            if ((bytes[i] & 0xff) != head[i]) {
                return false;
            }
        }
        return true;
    }
}
