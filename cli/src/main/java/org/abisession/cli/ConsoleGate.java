package org.abisession.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may see the console: who has shown the token has a cookie, and each POST carries a value that only pages
 * of this process have. A host name that is not the console's own is refused, since a page elsewhere could have it lead
 * here (DNS rebinding). Safe for use by several threads.
 */
final class ConsoleGate {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Matches an IP address; no name of the DNS is of this form. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+]");
    /** Matches a host name without a port: what a browser sends as the host, the port removed. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})");

    private final String token = random();
    private final String pass = random();
    private final String formKey = random();
    private final List<String> names;

    /**
     * Makes a gate with a new token.
     *
     * @param names of the console, beside localhost and addresses
     * @throws WrongUsageException if one is no host name: no request could have it
     */
    ConsoleGate(List<String> names) {
        if (!names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw new WrongUsageException("--name must be a host name without a port, such as sessions.example.com");
        }
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns the token that opens the console; printed once. */
    String token() {
        return token;
    }

    /** Returns the value that each form has to send. */
    String formKey() {
        return formKey;
    }

    boolean isToken(@Nullable String text) {
        return same(token, text);
    }

    boolean isFormKey(@Nullable String text) {
        return same(formKey, text);
    }

    /** Compares two texts in a time that does not depend on where they differ. */
    private static boolean same(String expected, @Nullable String text) {
        return text != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns true if the host of a request is an address, localhost or one of the names. */
    boolean isOwnHost(@Nullable String header) {
        if (header == null) {
            return false;
        }
        String host = header.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || names.contains(host)
                || ADDRESS.matcher(host).matches();
    }

    /** Returns the header that gives a browser its cookie. */
    String cookie(int port) {
        return cookieName(port) + "=" + pass + "; Path=/; HttpOnly; SameSite=Strict";
    }

    /**
     * Returns the name of the cookie: each console of a machine has its own, since browsers send cookies to all ports.
     */
    private static String cookieName(int port) {
        return "abi-console-" + port;
    }

    /** Returns true if one of the cookies is that of a browser that has shown the token. */
    boolean isPass(List<String> cookieHeaders, int port) {
        return cookieHeaders.stream()
                .flatMap(header -> List.of(header.split(";", -1)).stream())
                .flatMap(cookie -> value(cookie, cookieName(port)).stream())
                .anyMatch(value -> same(pass, value));
    }

    private static Optional<String> value(String cookie, String name) {
        String text = cookie.strip();
        return text.startsWith(name + "=") ? Optional.of(text.substring(name.length() + 1)) : Optional.empty();
    }
}
