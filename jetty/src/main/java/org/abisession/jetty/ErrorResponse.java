package org.abisession.jetty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.abisession.node.FailureResponse;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpCookieUtils;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The response to a request whose session could not be read or stored. It says nothing of where the store is, or of the
 * application.
 */
record ErrorResponse(MetaData.Response head, String text) {
    /**
     * Makes the response to a failure of the store, which is sent in place of another response.
     *
     * @param keptCookie the name of the cookie that the client may still get, that of a session which is stored
     */
    static ErrorResponse inPlaceOf(MetaData.Response response, FailureResponse answer, @Nullable String keptCookie) {
        return inPlaceOf(response, answer.reason(), answer.status(), keptCookie);
    }

    /**
     * Makes an error that is sent in place of another response.
     *
     * @param reason the message for the client
     * @param status 500, 503 if the client may try again, or 403
     * @param keptCookie the name of the cookie that the client may still get, that of a session which is stored
     */
    static ErrorResponse inPlaceOf(MetaData.Response response, String reason, int status, @Nullable String keptCookie) {
        String text = status + " " + reason + "\n";
        HttpFields.Mutable fields = HttpFields.build();
        for (HttpField field : response.getHttpFields()) {
            if (isKept(field, keptCookie)) {
                fields.add(field);
            }
        }
        fields.put(HttpHeader.CONTENT_TYPE, "text/plain;charset=us-ascii");
        fields.put(HttpHeader.CONTENT_LENGTH, text.length());
        fields.put(HttpHeader.CACHE_CONTROL, "no-store");
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            fields.put(HttpHeader.RETRY_AFTER, FailureResponse.RETRY_AFTER_SECONDS);
        }
        return new ErrorResponse(
                new MetaData.Response(
                        status,
                        HttpStatus.getMessage(status),
                        response.getHttpVersion(),
                        fields.asImmutable(),
                        text.length()),
                text);
    }

    /**
     * Returns true for a header that is the connection's, or the cookie of a session that is stored, which may have got
     * a new id just now.
     */
    private static boolean isKept(HttpField field, @Nullable String keptCookie) {
        HttpHeader header = field.getHeader();
        if (header == HttpHeader.SET_COOKIE) {
            return keptCookie != null && field.getValue().startsWith(keptCookie + "=");
        }
        return header == HttpHeader.CONNECTION || header == HttpHeader.DATE || header == HttpHeader.SERVER;
    }

    @Nullable
    ByteBuffer body(MetaData.Request request) {
        boolean none = HttpMethod.HEAD.is(request.getMethod());
        return none ? null : ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns a 503 of the application with the header Retry-After, unless the application has set it. */
    static MetaData.Response withRetryAfter(MetaData.Response response) {
        if (response.getStatus() != HttpStatus.SERVICE_UNAVAILABLE_503
                || response.getHttpFields().contains(HttpHeader.RETRY_AFTER)) {
            return response;
        }
        return with(response, new HttpField(HttpHeader.RETRY_AFTER, FailureResponse.RETRY_AFTER_SECONDS));
    }

    /**
     * Returns a response with one more cookie. As for each cookie that Jetty itself sets, the response is out of date
     * at once, unless the application has said otherwise: a cache on the way could give the cookie to other clients.
     */
    static MetaData.Response withCookie(MetaData.Response response, HttpCookie cookie, Request request) {
        HttpCookie sent = HttpCookieUtils.checkSameSite(cookie, request.getContext());
        String text = HttpCookieUtils.getSetCookie(
                sent, request.getConnectionMetaData().getHttpConfiguration().getResponseCookieCompliance());
        HttpFields.Mutable fields =
                HttpFields.build(response.getHttpFields()).add(new HttpField(HttpHeader.SET_COOKIE, text));
        if (!fields.contains(HttpHeader.EXPIRES)) {
            fields.add(HttpFields.EXPIRES_01JAN1970);
        }
        return with(response, fields);
    }

    /** Returns a response without some of its headers. */
    static MetaData.Response without(MetaData.Response response, List<HttpField> removed) {
        HttpFields.Mutable fields = HttpFields.build();
        response.getHttpFields().stream()
                .filter(field -> !removed.contains(field))
                .forEach(fields::add);
        return with(response, fields);
    }

    private static MetaData.Response with(MetaData.Response response, HttpField added) {
        return with(response, HttpFields.build(response.getHttpFields()).add(added));
    }

    private static MetaData.Response with(MetaData.Response response, HttpFields.Mutable fields) {
        return new MetaData.Response(
                response.getStatus(),
                response.getReason(),
                response.getHttpVersion(),
                fields.asImmutable(),
                response.getContentLength(),
                response.getTrailersSupplier());
    }
}
