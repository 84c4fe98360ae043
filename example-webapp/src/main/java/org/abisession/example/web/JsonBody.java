package org.abisession.example.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a request's body: JSON in UTF-8, of a limited size. */
final class JsonBody {
    static final int MOST_BYTES = 64 * 1024;

    private static final int MOST_DRAINED = 4 * MOST_BYTES;

    private JsonBody() {}

    static @Nullable Object of(HttpServletRequest request) throws IOException {
        return read(request.getContentType(), request.getContentLengthLong(), request.getInputStream());
    }

    /**
     * Reads one value.
     *
     * @param contentLength bytes, or -1 where it is not known
     * @throws ApiException 415 for a type other than {@code application/json}: no form of another site
     *     can send that one unasked; 413 for too many bytes; 400 for what is not JSON in UTF-8
     */
    static @Nullable Object read(@Nullable String contentType, long contentLength, InputStream body)
            throws IOException {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json")) {
            throw new ApiException(
                    415,
                    "Content-Type must be application/json, was " + (type.isEmpty() ? "absent" : "'" + type + "'")
                            + ".");
        }
        if (contentLength > MOST_BYTES) {
            throw tooLarge();
        }
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw tooLarge();
        }
        if (bytes.length == 0) {
            throw ApiException.badRequest("The body must be JSON, was empty.");
        }
        try {
            return Json.read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw ApiException.badRequest("The body must be UTF-8, was not.");
        }
    }

    /**
     * Reads and drops the rest of a body that is refused: an unread rest breaks the connection under the client's next
     * request.
     *
     * @return whether that was all of it
     */
    static boolean drain(HttpServletRequest request) throws IOException {
        return request.getContentLengthLong() <= MOST_DRAINED
                && request.getInputStream().readNBytes(MOST_DRAINED + 1).length <= MOST_DRAINED;
    }

    private static ApiException tooLarge() {
        return new ApiException(413, "The body must have at most " + MOST_BYTES + " bytes, had more.");
    }
}
