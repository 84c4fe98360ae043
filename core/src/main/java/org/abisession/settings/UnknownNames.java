package org.abisession.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Collects the names that are no setting's, so that all of them are reported at once. */
final class UnknownNames {
    private final List<String> names = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    private final List<String> descriptions = new ArrayList<>();

    /**
     * Notes a name.
     *
     * @param shortForm the name in the form of {@link Setting#shortName}, as near as it comes
     * @param spelling how settings are spelled where it stood
     */
    void add(String name, String shortForm, String where, Function<Setting, String> spelling) {
        names.add(ConfiguredValue.printable(name));
        places.add(where);
        descriptions.add(ConfiguredValue.printable(name) + " (" + where
                + nearest(shortForm)
                        .map(s -> ", did you mean " + spelling.apply(s) + "?")
                        .orElse("") + ")");
    }

    void throwIfAny() {
        if (!names.isEmpty()) {
            throw InvalidSettingException.unknown(
                    String.join(", ", names),
                    String.join("; ", descriptions),
                    places.stream().distinct().collect(Collectors.joining(", ")),
                    "Correct or remove " + (names.size() == 1 ? "it" : "them") + ".");
        }
    }

    /** Returns {@code redis-url} for {@code redisUrl}, {@code redis_url} and {@code REDIS_URL}. */
    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    private static Optional<Setting> nearest(String name) {
        return Setting.all()
                .map(s -> Map.entry(s, difference(name, s.shortName())))
                .filter(e -> e.getValue() <= Math.max(1, e.getKey().shortName().length() / 4))
                .min(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .or(() -> Setting.all()
                        .filter(s ->
                                name.length() >= 4 && (s.shortName().contains(name) || name.contains(s.shortName())))
                        .findFirst());
    }

    /** Returns Levenshtein's edit distance, hyphens not counted. */
    static int difference(String one, String other) {
        String a = one.replace("-", "");
        String b = other.replace("-", "");
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
