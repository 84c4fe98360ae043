package org.abisession.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys by which the values of attributes are encrypted, from a setting or from a file that is read again when it
 * has changed. Where it can't be read then, the keys before hold, and the log says why. Safe for use by several
 * threads.
 */
public final class AttributeKeys {
    private static final Logger LOG = LoggerFactory.getLogger(AttributeKeys.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");
    /** The word in place of the first key if values are not encrypted yet, or no longer. */
    private static final String CLEAR = "clear";

    private static final int KEY_BYTES = 32;
    /** The least number of different bytes in a key: of 100 million random keys none has fewer. */
    private static final int LEAST_DIFFERENT = 16;

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String NEXT_ACTION = "Make one by: openssl rand -base64 32";

    private final @Nullable ConfiguredValue file;
    private volatile Keys keys;
    private @Nullable FileTime read;
    private volatile long lookedAt = System.nanoTime();

    /**
     * Holds keys.
     *
     * @param current the name of the one that encrypts; empty if there is none
     * @param encrypts whether values are encrypted; else they are decrypted alone
     * @param byName all of them
     */
    public record Keys(String current, boolean encrypts, Map<String, SecretKey> byName) {
        /** Returns true if there is a key. */
        public boolean isAny() {
            return !current.isEmpty();
        }

        /** Returns the names alone. */
        @Override
        public String toString() {
            return "Keys" + byName.keySet();
        }
    }

    private AttributeKeys(@Nullable ConfiguredValue file, Keys keys, @Nullable FileTime read) {
        this.file = file;
        this.keys = keys;
        this.read = read;
    }

    static AttributeKeys of(Values values) {
        Optional<ConfiguredValue> text = values.find(Setting.ATTRIBUTE_KEY);
        Optional<ConfiguredValue> file = values.find(Setting.ATTRIBUTE_KEYS_FILE);
        if (text.isPresent() && file.isPresent()) {
            throw file.get()
                    .invalid("must not be set beside " + Setting.ATTRIBUTE_KEY.fullName(), "Leave one of them out.");
        }
        if (file.isPresent()) {
            Path path = path(file.get());
            FileTime time = time(file.get(), path);
            Keys keys = read(file.get(), path);
            values.came(
                    file.get(),
                    file.get().value() + " with the keys " + keys.byName().keySet());
            SecretFilePermissions.checkKeys(path).ifPresent(values::warn);
            return new AttributeKeys(file.get(), keys, time);
        }
        if (text.isEmpty()) {
            return new AttributeKeys(null, new Keys("", false, Map.of()), null);
        }
        Keys keys = parse(text.get(), List.of(text.get().value().split(",", -1)));
        values.came(text.get(), "*** with the keys " + keys.byName().keySet());
        return new AttributeKeys(null, keys, null);
    }

    /** Returns the keys as they are set now. */
    public Keys get() {
        if (file != null && System.nanoTime() - lookedAt > LOOK_NANOS) {
            look(file);
        }
        return keys;
    }

    private synchronized void look(ConfiguredValue named) {
        if (System.nanoTime() - lookedAt <= LOOK_NANOS) {
            return;
        }
        lookedAt = System.nanoTime();
        try {
            Path path = path(named);
            FileTime time = time(named, path);
            if (time.equals(read)) {
                return;
            }
            read = time; // also of a file that is wrong: the log says so once
            keys = read(named, path);
            LOG.info("The keys of attributes have changed: {}, the first encrypts: {}", keys, keys.encrypts());
        } catch (InvalidSettingException e) {
            LOG.warn("The keys of attributes are as they were before: {}", e.getMessage());
        }
    }

    private static Path path(ConfiguredValue file) {
        try {
            return Path.of(file.value()).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw file.invalid();
        }
    }

    private static FileTime time(ConfiguredValue file, Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw unreadable(file, path, e);
        }
    }

    private static Keys read(ConfiguredValue file, Path path) {
        try {
            return parse(
                    file,
                    Files.readAllLines(path).stream()
                            .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                            .toList());
        } catch (IOException e) {
            throw unreadable(file, path, e);
        }
    }

    private static InvalidSettingException unreadable(ConfiguredValue file, Path path, IOException e) {
        return file.invalid(
                "must name a file that can be read, looked at " + path + " ("
                        + e.getClass().getSimpleName() + ")",
                "Each line of it is a key, such as 2026-11:<base64 of 32 bytes>. " + NEXT_ACTION);
    }

    private static Keys parse(ConfiguredValue setting, List<String> entries) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        boolean clear = !entries.isEmpty() && entries.get(0).strip().equals(CLEAR);
        for (String entry : clear ? entries.subList(1, entries.size()) : entries) {
            String[] parts = entry.strip().split(":", 2);
            int number = names.size() + 1;
            if (parts.length < 2 || !NAME.matcher(parts[0]).matches()) {
                throw setting.invalid(
                        "must have a name of at most 32 characters of A-Z a-z 0-9 . _ -, a colon and a key, and entry "
                                + number + " has not",
                        "Write 2026-11:<base64 of 32 bytes>. " + NEXT_ACTION);
            }
            if (keys.put(parts[0], key(setting, parts[0], parts[1].strip())) != null) {
                throw setting.invalid("must have each name once, and has " + parts[0] + " twice", "Rename one.");
            }
            names.add(parts[0]);
        }
        if (names.isEmpty()) {
            throw setting.invalid("must have a key", NEXT_ACTION);
        }
        return new Keys(names.get(0), !clear, Map.copyOf(keys));
    }

    private static SecretKey key(ConfiguredValue setting, String name, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw setting.invalid("must be base64, and the key " + name + " is not", NEXT_ACTION);
        }
        if (bytes.length != KEY_BYTES) {
            throw setting.invalid(
                    "must be keys of 32 bytes, and the key " + name + " has " + bytes.length, NEXT_ACTION);
        }
        boolean[] seen = new boolean[256];
        int different = 0;
        for (byte each : bytes) {
            if (!seen[each & 0xff]) {
                seen[each & 0xff] = true;
                different++;
            }
        }
        if (different < LEAST_DIFFERENT) {
            throw setting.invalid("must be random keys, and the key " + name + " is none", NEXT_ACTION);
        }
        return new SecretKeySpec(bytes, "AES");
    }

    /** Returns the names alone. */
    @Override
    public String toString() {
        return "Attribute" + keys;
    }
}
