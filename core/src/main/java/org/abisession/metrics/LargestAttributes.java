package org.abisession.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * The names of the attributes that take most, and the most that each has taken: at most {@value #MOST} names. What
 * looks like an id or a key within a name is masked, so that no name gives away a secret, and those that differ in it
 * are one. Safe for use by several threads.
 */
final class LargestAttributes {
    static final int MOST = 20;
    private static final int LONGEST_NAME = 100;
    /** Matches a run that is as long as an id and has a digit: no word of a language or a package is like that. */
    private static final Pattern ID = Pattern.compile("(?=[A-Za-z0-9_-]*[0-9])[A-Za-z0-9_-]{16,}");

    private final ConcurrentMap<String, Integer> sizes = new ConcurrentHashMap<>();
    /** The bytes that a new attribute has to take at least to be listed. */
    private volatile int bar;

    void saw(String name, int bytes) {
        if (bytes > bar && !isKnown(name, bytes)) {
            enter(masked(name), bytes);
        }
    }

    private boolean isKnown(String name, int bytes) {
        Integer known = sizes.get(name);
        return known != null && known >= bytes;
    }

    private void enter(String name, int bytes) {
        if (isKnown(name, bytes)) {
            return;
        }
        synchronized (sizes) { // rarely: only where one grows beyond what it was
            sizes.merge(name, bytes, Math::max);
            if (sizes.size() > MOST) {
                sizes.entrySet().stream()
                        .min(Map.Entry.comparingByValue())
                        .ifPresent(smallest -> sizes.remove(smallest.getKey()));
            }
            if (sizes.size() == MOST) {
                bar = sizes.values().stream().min(Comparator.naturalOrder()).orElse(0);
            }
        }
    }

    /** Returns the names with their sizes, the largest first. */
    List<Map.Entry<String, Integer>> largest() {
        return sizes.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .toList();
    }

    static String masked(String name) {
        String masked = ID.matcher(name.length() > 10 * LONGEST_NAME ? name.substring(0, 10 * LONGEST_NAME) : name)
                .replaceAll("*")
                .replaceAll("\\p{Cntrl}", "?");
        return masked.length() > LONGEST_NAME ? masked.substring(0, LONGEST_NAME) : masked;
    }
}
