package org.abisession.store;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a user as it stands in a record and in the name of a key: characters that have a meaning there, controls
 * and white space are written as {@code %} and the hexadecimal digits of their UTF-16 code.
 *
 * <pre>
 * ada:admin  is  ada%003Aadmin
 * </pre>
 */
public final class UserName {
    /**
     * The characters beside letters and digits that are not escaped: they have no meaning in JSON, in the patterns of
     * SCAN and ACLs, and in names of keys.
     */
    private static final String PLAIN_SIGNS = "@._-+~/!#$&'(),;=|";

    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-F]{4})");

    private UserName() {}

    /** Returns the name with its escapes. */
    public static String escape(String name) {
        StringBuilder escaped = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(i + 1));
            if (pair) {
                escaped.append(c).append(name.charAt(++i));
            } else if (Character.isLetterOrDigit(c) || PLAIN_SIGNS.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(String.format(Locale.ROOT, "%04X", (int) c));
            }
        }
        return escaped.toString();
    }

    /** Returns the name that was escaped. */
    public static String unescape(String escaped) {
        Matcher escape = ESCAPE.matcher(escaped);
        return escape.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }

    /**
     * Returns true for a text that is no name but what {@link Object#toString} makes of a value: it is another one on
     * each node, or the same for several users.
     */
    public static boolean isObjectText(String text, Object value) {
        String type = value.getClass().getName() + '@';
        return text.startsWith(type)
                && (text.equals(type + Integer.toHexString(value.hashCode()))
                        || text.equals(type + Integer.toHexString(System.identityHashCode(value))));
    }

    /** Returns the escaped name in the JSON string that the record has as {@code @user}; empty if it is none. */
    public static Optional<String> stored(byte @Nullable [] json) {
        if (json == null || json.length < 3 || json[0] != '"' || json[json.length - 1] != '"') {
            return Optional.empty();
        }
        String name = new String(json, 1, json.length - 2, StandardCharsets.UTF_8);
        return Optional.of(name).filter(text -> text.indexOf('"') < 0 && text.indexOf('\\') < 0);
    }
}
