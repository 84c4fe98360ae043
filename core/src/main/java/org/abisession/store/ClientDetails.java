package org.abisession.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes what the client of a session was at its login. Both parts are untrusted text, without control characters
 * and of a bounded length.
 *
 * @param userAgent the header {@code User-Agent}, which clients choose as they like; empty if it is not known
 * @param address the address from which the container had the request; empty if it is not known
 */
public record ClientDetails(String userAgent, String address) {
    /** A client of which nothing is known, or stored. */
    public static final ClientDetails UNKNOWN = new ClientDetails("", "");

    private static final int LONGEST_USER_AGENT = 256;
    private static final int LONGEST_ADDRESS = 64;
    /** The most bytes of a stored field; a longer one is not read. */
    private static final int LONGEST_STORED = 3 * (LONGEST_USER_AGENT + LONGEST_ADDRESS) + 7;

    private static final Pattern STORED = Pattern.compile("\\[\"([^\"\\\\]*)\",\"([^\"\\\\]*)\"]");

    /** Cuts the parts, and replaces characters that would be no plain text on a page or in JSON. */
    public ClientDetails {
        userAgent = plain(userAgent, LONGEST_USER_AGENT);
        address = plain(address, LONGEST_ADDRESS);
    }

    /** Makes the details of a client from what a container knows; null for what it does not. */
    public static ClientDetails of(@Nullable String userAgent, @Nullable String address) {
        return new ClientDetails(userAgent == null ? "" : userAgent, address == null ? "" : address);
    }

    /** Reads the details from a field of a record; unknown if that is something else. */
    public static ClientDetails stored(byte @Nullable [] json) {
        if (json == null || json.length > LONGEST_STORED) {
            return UNKNOWN;
        }
        Matcher parts = STORED.matcher(new String(json, StandardCharsets.UTF_8));
        return parts.matches() ? new ClientDetails(parts.group(1), parts.group(2)) : UNKNOWN;
    }

    /** Returns what a record keeps of it, a JSON array. */
    public byte[] toJson() {
        return ("[\"" + userAgent + "\",\"" + address + "\"]").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the user agent, if it is known. */
    public Optional<String> knownUserAgent() {
        return Optional.of(userAgent).filter(text -> !text.isEmpty());
    }

    /** Returns the address, if it is known. */
    public Optional<String> knownAddress() {
        return Optional.of(address).filter(text -> !text.isEmpty());
    }

    private static String plain(String text, int longest) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), longest));
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (plain.length() + Character.charCount(c) > longest) {
                break;
            }
            plain.appendCodePoint(replaced(c));
        }
        return plain.toString().strip();
    }

    private static int replaced(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> ' ';
            default -> c == '"' || c == '\\' ? '\'' : c;
        };
    }

    /** Returns no text of the client, which may reveal who somebody is. */
    @Override
    public String toString() {
        return "ClientDetails";
    }
}
