package org.abisession.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns the text of settings into values, checks them, and records where they came from. */
final class Values {
    private static final Pattern DURATION = Pattern.compile("([+-]?[0-9]{1,18})(ms|s|m|h|d|)");

    private static final Pattern BYTES = Pattern.compile("([0-9]{1,10})(k|m|)");

    private final Sources sources;
    private final Map<Setting, SettingOrigin> origins = new EnumMap<>(Setting.class);

    Values(Sources sources) {
        this.sources = sources;
    }

    Optional<ConfiguredValue> find(Setting setting) {
        return sources.find(setting);
    }

    /** Returns the value of a setting, or its default. A text for which {@code parse} returns empty breaks the rule. */
    <T> T get(Setting setting, Function<String, Optional<T>> parse) {
        Optional<ConfiguredValue> found = find(setting);
        if (found.isEmpty()) {
            return parse.apply(setting.defaultText())
                    .orElseThrow(() -> new IllegalStateException("The default breaks the rule of " + setting));
        }
        T value = parse.apply(found.get().value()).orElseThrow(found.get()::invalid);
        came(found.get(), value instanceof List<?> list ? shown(list) : value.toString());
        return value;
    }

    private static String shown(List<?> list) {
        return list.isEmpty() ? "none" : list.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    int integer(Setting setting, int min, int max) {
        return get(setting, text -> integer(text).filter(i -> i >= min && i <= max));
    }

    private static Optional<Integer> integer(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns {@code on} or {@code off} for what means it, in small letters: YAML makes {@code true} and {@code false}
     * of the two, and a framework that reads it hands these on. Returns any other text as it is.
     */
    static String onOrOff(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true" -> "on";
            case "off", "false" -> "off";
            default -> text;
        };
    }

    boolean flag(Setting setting) {
        return get(setting, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> Optional.of(true);
            case "false", "no", "off", "0" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    /** Returns a number of bytes; {@code k} and {@code m} are powers of 1024. */
    int bytes(Setting setting, int min, int max) {
        return get(
                setting, text -> bytes(text).filter(b -> b >= min && b <= max).map(Math::toIntExact));
    }

    private static Optional<Long> bytes(String text) {
        Matcher matcher = BYTES.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "k" -> number << 10;
                    case "m" -> number << 20;
                    default -> number;
                });
    }

    /** Returns a duration of whole milliseconds: Redis and its client know nothing finer, and take 0 for "no limit". */
    Duration duration(Setting setting, Duration min, Duration max) {
        return get(
                setting,
                text -> duration(text)
                        .filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0)
                        .filter(d -> d.toNanosPart() % 1_000_000 == 0));
    }

    /**
     * Parses ISO-8601 ({@code PT30M}), a whole number of seconds, or a number with {@code ms}, {@code s}, {@code m},
     * {@code h} or {@code d}.
     */
    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        try {
            if (!matcher.matches()) {
                return Optional.of(Duration.parse(text));
            }
            long number = Long.parseLong(matcher.group(1));
            return Optional.of(
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        case "d" -> Duration.ofDays(number);
                        default -> Duration.ofSeconds(number);
                    });
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Returns entries separated by commas, each once; white space around them and empty ones don't count. */
    List<String> list(Setting setting, Predicate<String> valid) {
        return get(setting, text -> {
            LinkedHashSet<String> entries = new LinkedHashSet<>();
            for (String entry : text.split(",", -1)) {
                if (!entry.isBlank()) {
                    entries.add(entry.strip());
                }
            }
            return entries.stream().allMatch(valid) ? Optional.of(List.copyOf(entries)) : Optional.empty();
        });
    }

    /** Records where a value came from; {@code shown} must hold no secret. */
    void came(ConfiguredValue found, String shown) {
        came(found.setting(), shown, found.where());
    }

    void came(Setting setting, String shown, String where) {
        origins.put(setting, new SettingOrigin(setting.shortName(), ConfiguredValue.printable(shown), where));
    }

    void note(String note) {
        sources.note(note);
    }

    /** Notes that a setting is ignored, if it is set. */
    void noteNoEffect(Setting setting, String why) {
        find(setting)
                .ifPresent(
                        found -> sources.note(setting.shortName() + " of " + found.where() + " has no effect: " + why));
    }

    void warn(SettingWarning warning) {
        sources.warn(warning);
    }

    List<SettingWarning> warnings() {
        return sources.warnings();
    }

    /** Returns all settings that are not at their default, with where they came from. */
    List<SettingOrigin> found() {
        return List.copyOf(origins.values());
    }

    /** Returns the same on one line, with the notes on the places. */
    String origins() {
        List<String> parts = new ArrayList<>(
                origins.values().stream().map(SettingOrigin::toString).toList());
        boolean none = parts.isEmpty();
        parts.addAll(sources.notes());
        parts.add(none ? "all default" : "all else default");
        return String.join(", ", parts);
    }
}
