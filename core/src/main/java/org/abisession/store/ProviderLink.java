package org.abisession.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name by which a session is found beside its user's: a digest of what a provider of OpenID Connect calls the
 * session, or the user. It stands in the index of users like a user's name, none of which has a colon. A record has the
 * links of its session in one control field:
 *
 * <pre>
 * "link:5e88...d8 link:03ac...f4"   64 hexadecimal digits each
 * </pre>
 */
public final class ProviderLink {
    /** The name of the control field with the links of a session. */
    public static final String CONTROL = "links";

    /** The field of the record with the links of its session. */
    public static final String FIELD = "@" + CONTROL;

    private static final String PREFIX = "link:";
    private static final Pattern LINK = Pattern.compile(PREFIX + "[0-9a-f]{64}");
    /** The most links of a session that count. */
    private static final int MOST = 16;

    private ProviderLink() {}

    /** Returns the link for these parts, in this order. */
    public static String of(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return PREFIX + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Returns true if a name of the index is a link, and no user's. */
    public static boolean is(String name) {
        return name.startsWith(PREFIX);
    }

    /** Returns the value of the control field for these links. */
    public static String text(Collection<String> links) {
        return String.join(" ", links);
    }

    /** Returns the links in the value of the control field; none if it is no such value. */
    public static List<String> parse(@Nullable Object text) {
        return text instanceof String links
                ? LINK.matcher(links)
                        .results()
                        .limit(MOST)
                        .map(found -> found.group())
                        .toList()
                : List.of();
    }

    /** Returns the links in the control field as it is stored; none if it has none. */
    public static List<String> stored(byte @Nullable [] json) {
        return json == null ? List.of() : parse(UserName.stored(json).orElse(""));
    }
}
