package org.abisession.cli;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.cli.stored.JsonSyntax;

/**
 * A field of the attributes record, prepared for display.
 *
 * @param name the attribute's, or the control field's with its {@code @}
 * @param control whether it is one of ours or of the container
 * @param type of the value: {@code String}, {@code long}, {@code com.acme.Cart}
 * @param size bytes of its text
 * @param value the JSON text; a stand-in for what belongs to a login, leads to a session or is encrypted
 */
record Attribute(String name, boolean control, String type, int size, String value) {
    private static final Pattern MARKED =
            Pattern.compile("\\{\"@type\":\"([^\"\\\\]{1,80})\"(?:,\"class\":\"([^\"\\\\]{1,300})\")?");
    private static final Pattern ENCRYPTED =
            Pattern.compile("\\{\"@type\":\"encrypted\",\"key\":\"([A-Za-z0-9._-]{1,32})\"");
    /** The control fields of the store that are shown: no part of a login, and they lead to no session. */
    private static final Set<String> SHOWN_CONTROL = Set.of(
            "@created_at",
            "@max_inactive_interval",
            "@expiry_retention",
            "@last_accessed_at",
            "@ends_at",
            "@id_since",
            "@ended",
            "@ended_by",
            "@refused",
            "@auth_type");

    static Attribute of(String field, byte[] stored) {
        String text = new String(stored, StandardCharsets.UTF_8);
        boolean control = field.startsWith("@") && !field.startsWith("@@");
        String name = field.startsWith("@@") ? field.substring(1) : field;
        boolean hidden = control && !SHOWN_CONTROL.contains(field);
        Matcher encrypted = ENCRYPTED.matcher(text);
        String value = encrypted.lookingAt() ? "(encrypted by the key " + encrypted.group(1) + ")" : text;
        return new Attribute(name, control, type(text), stored.length, hidden ? "(not shown)" : value);
    }

    private static String type(String text) {
        Matcher marked = MARKED.matcher(text);
        if (marked.lookingAt()) {
            return marked.group(2) != null ? marked.group(2) : marked.group(1);
        }
        if (!JsonSyntax.isJson(text)) {
            return "no JSON";
        }
        return switch (text.strip().charAt(0)) {
            case '{' -> "Map";
            case '[' -> "List";
            case '"' -> "String";
            case 't', 'f' -> "Boolean";
            case 'n' -> "null";
            default -> text.matches("(?s).*[.eE].*") ? "Double" : "Integer";
        };
    }
}
