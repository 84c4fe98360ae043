package org.abisession.settings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.abisession.settings.ConfiguredValue.Rank;

/**
 * Gathers each setting's value from the place of highest rank. The places are read in the order of their
 * rank, highest first, so that the first value found is the one that counts.
 */
final class Sources {
    private final Map<Setting, ConfiguredValue> found = new EnumMap<>(Setting.class);
    private final UnknownNames unknown = new UnknownNames();
    private final List<String> notes = new ArrayList<>();
    private final List<SettingWarning> warnings = new ArrayList<>();

    /** Reads attributes of the Tomcat manager or properties of the Jetty factory, camelCase or kebab-case. */
    void readAdapter(Map<String, String> attributes) {
        readShort(
                attributes,
                name -> "attribute " + name + " of the session manager",
                "attribute of the session manager");
    }

    /** Reads options of a command line, camelCase or kebab-case. */
    void readCommandLine(Map<String, String> options) {
        readShort(options, name -> "command line", "command line");
    }

    private void readShort(Map<String, String> values, UnaryOperator<String> where, String kind) {
        values.forEach((name, value) -> {
            String shortForm = UnknownNames.kebab(name);
            Setting.byShortName(name.contains("_") ? name : shortForm)
                    .ifPresentOrElse(
                            s -> offer(s, value, Rank.ADAPTER, where.apply(name)),
                            () -> unknown.add(name, shortForm, kind, Setting::shortName));
        });
    }

    /** Reads values of a framework's configuration, which come with the places where they stand. */
    void readPlaced(List<PlacedValue> values, Rank rank) {
        values.forEach(placed -> {
            String shortForm = UnknownNames.kebab(placed.name());
            Setting.byShortName(shortForm)
                    .ifPresentOrElse(
                            s -> offer(s, placed.value(), rank, placed.where()),
                            () -> unknown.add(
                                    Setting.PREFIX + placed.name(), shortForm, placed.where(), Setting::fullName));
        });
    }

    /** Reads those of {@code values} that begin with {@code abi.session.}; {@code kind} is for messages. */
    void readPrefixed(Map<String, String> values, Rank rank, String kind) {
        values.forEach((name, value) -> {
            if (name.startsWith(Setting.PREFIX)) {
                String shortName = name.substring(Setting.PREFIX.length());
                Setting.byShortName(shortName)
                        .ifPresentOrElse(
                                s -> offer(s, value, rank, kind + " " + name),
                                () -> unknown.add(name, UnknownNames.kebab(shortName), kind, Setting::fullName));
            }
        });
    }

    void readEnvironment(Map<String, String> values) {
        Map<String, String> own = new HashMap<>(values);
        values.forEach((name, value) -> {
            if (ServiceVariables.isOne(name, value)) {
                own.remove(name);
                if (isSetting(name)) {
                    notes.add(ServiceVariables.note(name));
                }
            }
        });
        Setting.all().forEach(s -> {
            offer(s, own, s.environmentName(), Rank.ENVIRONMENT, "environment " + s.environmentName());
            s.sharedName().ifPresent(n -> offer(s, own, n, Rank.ENVIRONMENT_SHARED, "environment " + n));
        });
        noteUnknown(own, "environment");
    }

    void readEnvFile(Map<String, String> values, String file) {
        Setting.all().forEach(s -> {
            String name = s.environmentName();
            if (s == Setting.ENV_FILE && values.containsKey(name)) {
                throw InvalidSettingException.broken(
                        s.fullName(),
                        "must not stand in the file that it names",
                        "",
                        name + " in " + file,
                        "Move it to the environment.");
            }
            offer(s, values, name, Rank.ENV_FILE, name + " in " + file);
            s.sharedName().ifPresent(n -> offer(s, values, n, Rank.ENV_FILE_SHARED, n + " in " + file));
        });
        noteUnknown(values, file);
    }

    /** Returns whether a name in the environment or an env file may be that of a setting. */
    static boolean isEnvironmentName(String name) {
        return name.startsWith(Setting.ENVIRONMENT_PREFIX) || isSetting(name);
    }

    private static boolean isSetting(String name) {
        return Setting.all()
                .anyMatch(s -> s.environmentName().equals(name)
                        || s.sharedName().filter(name::equals).isPresent());
    }

    private void noteUnknown(Map<String, String> values, String where) {
        values.keySet().stream()
                .filter(n -> n.startsWith(Setting.ENVIRONMENT_PREFIX))
                .filter(n -> !isSetting(n))
                .sorted()
                .forEach(n -> unknown.add(
                        n,
                        UnknownNames.kebab(
                                n.substring(Setting.ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT)),
                        where,
                        Setting::environmentName));
    }

    private void offer(Setting setting, Map<String, String> values, String name, Rank rank, String where) {
        String value = values.get(name);
        if (value != null) {
            offer(setting, value, rank, where);
        }
    }

    private void offer(Setting setting, String text, Rank rank, String where) {
        boolean password = setting == Setting.REDIS_PASSWORD || setting == Setting.REDIS_SENTINEL_PASSWORD;
        String value = password ? text : text.strip();
        if (!value.isEmpty() || setting.emptyMeansNone()) {
            found.putIfAbsent(setting, new ConfiguredValue(setting, value, rank, where));
        }
    }

    Optional<ConfiguredValue> find(Setting setting) {
        return Optional.ofNullable(found.get(setting));
    }

    void note(String note) {
        notes.add(note);
    }

    /** Returns what the start-up line has beside the values. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    void warn(SettingWarning warning) {
        warnings.add(warning);
    }

    /** Returns the risks that were found in the places and their contents. */
    List<SettingWarning> warnings() {
        return List.copyOf(warnings);
    }

    void throwIfUnknown() {
        unknown.throwIfAny();
    }
}
