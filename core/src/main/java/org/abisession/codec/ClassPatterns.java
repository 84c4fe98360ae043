package org.abisession.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides by the setting {@code abi.session.allowed-classes} which classes it adds: {@code com.acme.Cart} is one class,
 * {@code com.acme.*} one package, {@code com.acme.**} a package and all below it, and a name such as
 * {@code spring-security} a profile. A class known to serve attacks is allowed by its full name only. Immutable.
 */
final class ClassPatterns {
    private static final Pattern PROFILE = Pattern.compile("[a-z0-9-]+");
    private static final Pattern CLASS =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

    private final Set<String> names = new HashSet<>();
    private final Set<String> packages = new HashSet<>();
    private final List<String> trees = new ArrayList<>();

    /**
     * Reads the entries of the setting {@code allowed-classes}: class patterns and names of profiles.
     *
     * @throws IllegalArgumentException if an entry is neither a pattern nor a profile, or is too wide
     */
    ClassPatterns(List<String> entries) {
        for (String entry : entries) {
            String trimmed = entry.strip();
            brokenRule(trimmed).ifPresent(rule -> {
                throw new IllegalArgumentException("allowed-classes " + rule + ", was " + trimmed + ". " + action());
            });
            Set<String> profile = ClassProfiles.find(trimmed);
            if (profile != null) {
                names.addAll(profile);
            } else {
                add(trimmed);
            }
        }
    }

    /** Returns the rule that an entry breaks, beginning with "must"; empty if it breaks none. */
    static Optional<String> brokenRule(String entry) {
        if (ClassProfiles.find(entry) != null) {
            return Optional.empty();
        }
        if (PROFILE.matcher(entry).matches()) {
            return Optional.of("must name profiles that are known");
        }
        String base = base(entry);
        if (!CLASS.matcher(base).matches()) {
            return Optional.of("must name classes (com.acme.Cart), packages (com.acme.*) or trees (com.acme.**)");
        }
        if (!entry.equals(base) && isJdk(base + '.')) {
            return Optional.of("must have no pattern over packages of the JDK");
        }
        return entry.endsWith(".**") && base.indexOf('.') < 0
                ? Optional.of("must name trees of at least two names (com.acme.**)")
                : Optional.empty();
    }

    /** Returns what to do about an entry that breaks a rule. */
    static String action() {
        return "Name each class (com.acme.Cart) or package (com.acme.*, com.acme.**) to allow, or use one of the profiles "
                + ClassProfiles.names() + ".";
    }

    private static String base(String pattern) {
        return pattern.endsWith(".**")
                ? pattern.substring(0, pattern.length() - 3)
                : pattern.endsWith(".*") ? pattern.substring(0, pattern.length() - 2) : pattern;
    }

    private void add(String pattern) {
        String base = base(pattern);
        if (pattern.equals(base)) {
            names.add(base);
        } else if (pattern.endsWith("**")) {
            trees.add(base + '.');
        } else {
            packages.add(base);
        }
    }

    /** Returns whether an entry covers the class of this name (not of an array). */
    boolean allow(String className) {
        if (names.contains(className)) {
            return true;
        }
        int dot = className.lastIndexOf('.');
        boolean covered = dot > 0 && packages.contains(className.substring(0, dot));
        for (int i = 0; !covered && i < trees.size(); i++) {
            covered = className.startsWith(trees.get(i));
        }
        return covered && !KnownGadgets.contains(className);
    }

    private static boolean isJdk(String prefix) {
        return prefix.startsWith("java.")
                || prefix.startsWith("jdk.")
                || prefix.startsWith("sun.")
                || prefix.startsWith("com.sun.")
                || prefix.equals("javax.")
                || prefix.startsWith("javax.management.")
                || prefix.startsWith("javax.naming.")
                || prefix.startsWith("javax.script.")
                || prefix.startsWith("javax.swing.")
                || prefix.startsWith("javax.xml.transform.")
                || prefix.startsWith("javax.sql.");
    }
}
