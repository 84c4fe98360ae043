package org.abisession.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes the default of the setting {@code app} of an application's virtual host and context path. Two different ones have
 * never the same name:
 *
 * <pre>
 * default host  /           (empty)
 * default host  /shop/blue  shop#blue
 * shop.example  /           #shop.example
 * shop.example  /blue       #shop.example#blue
 * </pre>
 *
 * <p>What has other characters, or is too long, is cut, and eight hexadecimal digits of its SHA-256 and {@code #} stand
 * behind it. No other name ends with {@code #}.
 */
final class ApplicationName {
    private static final Pattern PLAIN_HOST = Pattern.compile("[a-z0-9._-]*");
    private static final Pattern PLAIN_PATH = Pattern.compile("([A-Za-z0-9._-]+(#[A-Za-z0-9._-]+)*)?");
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9._#-]");
    private static final int LONGEST = 64;
    private static final int DIGITS = 8;

    private ApplicationName() {}

    /**
     * The name of an application.
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
