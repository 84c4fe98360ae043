package org.abisession.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
            Set<String> profile = ClassProfiles.find(trimmed);
            if (profile != null) {
                names.addAll(profile);
            } else if (PROFILE.matcher(trimmed).matches()) {
                throw new IllegalArgumentException("allowed-classes has no profile named " + trimmed + ". Use one of "
                        + ClassProfiles.names() + " or a class pattern such as com.acme.Cart or com.acme.**.");
            } else {
                add(trimmed);
            }
        }
    }

    private void add(String pattern) {
        String base = pattern.endsWith(".**")
                ? pattern.substring(0, pattern.length() - 3)
                : pattern.endsWith(".*") ? pattern.substring(0, pattern.length() - 2) : pattern;
        if (!CLASS.matcher(base).matches()) {
            throw new IllegalArgumentException("allowed-classes takes com.acme.Cart, com.acme.* or com.acme.**, was "
                    + pattern + ". Name the classes or packages to allow.");
        }
        if (pattern.equals(base)) {
            names.add(base);
        } else if (isJdk(base + '.')) {
            throw new IllegalArgumentException("allowed-classes takes no pattern over packages of the JDK, was "
                    + pattern + ". Name each class that is needed.");
        } else if (!pattern.endsWith("**")) {
            packages.add(base);
        } else if (base.indexOf('.') < 0) {
            throw new IllegalArgumentException("allowed-classes takes a tree of at least two names (com.acme.**), was "
                    + pattern + ". Name the packages to allow.");
        } else {
            trees.add(base + '.');
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
