package org.abisession.settings;

import static org.abisession.settings.Setting.APP;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the setting {@code app}, whose default it makes of an application's virtual host and context path. Two
 * different ones have never the same name:
 *
 * <pre>
 * default host  /           (empty)
 * default host  /shop/blue  shop#blue
 * shop.example  /           #shop.example
 * shop.example  /blue       #shop.example#blue
 * </pre>
 *
 * <p>What has other characters, or is too long, is cut, and eight hexadecimal digits of its SHA-256 and {@code #} are
 * added. No other name ends with {@code #}.
 */
final class ApplicationName {
    private static final Pattern PLAIN_HOST = Pattern.compile("[a-z0-9._-]*");
    private static final Pattern PLAIN_PATH = Pattern.compile("([A-Za-z0-9._-]+(#[A-Za-z0-9._-]+)*)?");
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9._#-]");
    private static final int LONGEST = 64;
    private static final int DIGITS = 8;

    /**
     * Matches the names that are allowed. Names whose records would fit the key patterns of other keys, as
     * {@code session:*:metadata}, are not.
     */
    private static final Pattern ALLOWED =
            Pattern.compile("(?!(?:metadata|conversation|attributes)$)[A-Za-z0-9._#-]{0,64}");

    private ApplicationName() {}

    /**
     * Returns the name that is set, or else the default.
     *
     * @param madeName what {@link #of} has made; null where the context path is all that is known
     */
    static String find(Values values, String contextPath, @Nullable String madeName) {
        if (values.find(APP).isPresent()) {
            return values.get(
                    APP,
                    text -> Optional.of(text).filter(t -> ALLOWED.matcher(t).matches()));
        }
        String trimmed = contextPath.replaceAll("^/+|/+$", "");
        String name = madeName == null ? trimmed.replace('/', '#') : madeName;
        ConfiguredValue found = new ConfiguredValue(
                APP, name, ConfiguredValue.Rank.FALLBACK, "context path " + ConfiguredValue.printable(contextPath));
        if (!ALLOWED.matcher(name).matches()) {
            throw found.invalid("must be " + APP.rule(), "Set it to a name of these characters.");
        }
        if (!name.isEmpty()) {
            values.came(found, name);
        }
        return name;
    }

    /**
     * Returns the name of an application.
     *
     * @param host empty for the server's default one
     * @param contextPath empty or {@code /} for the root
     */
    static String of(String host, String contextPath) {
        String path = contextPath.startsWith("/") ? contextPath.substring(1) : contextPath;
        // What stands for a slash must not be in the path itself.
        boolean plain = path.indexOf('#') < 0;
        path = path.replace('/', '#');
        String lowerHost = host.toLowerCase(Locale.ROOT);
        String name = lowerHost.isEmpty() ? path : "#" + lowerHost + (path.isEmpty() ? "" : "#" + path);
        plain &= PLAIN_HOST.matcher(lowerHost).matches()
                && PLAIN_PATH.matcher(path).matches();
        if (plain && name.length() <= LONGEST) {
            return name;
        }
        String readable = OTHER.matcher(name).replaceAll("_");
        int most = LONGEST - DIGITS - 2;
        return (readable.length() > most ? readable.substring(0, most) : readable)
                + "-"
                + digits(lowerHost + "\n" + contextPath)
                + "#";
    }

    private static String digits(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
