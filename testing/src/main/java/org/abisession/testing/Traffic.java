package org.abisession.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds what clients sent to Redis within a time.
 *
 * @param roundTrips how often they waited for Redis
 * @param commands the commands by name, as they arrived; {@code EVALSHA} and {@code EVAL} with the name of the script,
 *     as {@code EVALSHA save}, where the script has been seen and its opening comment begins with a name and a colon
 */
public record Traffic(int roundTrips, List<String> commands) {
    private static final Set<String> OF_CONNECTION =
            Set.of("HELLO", "AUTH", "SELECT", "CLIENT", "PING", "QUIT", "SUBSCRIBE");
    private static final Map<String, String> SCRIPTS = new ConcurrentHashMap<>();

    /** A moment to count from. */
    public record Mark(int roundTrips, int commands) {}

    static boolean isOfConnection(List<byte[]> command) {
        return OF_CONNECTION.contains(word(command, 0).toUpperCase(Locale.ROOT));
    }

    static String name(List<byte[]> command) {
        String name = word(command, 0).toUpperCase(Locale.ROOT);
        return switch (name) {
            case "EVAL", "EVAL_RO" -> name + " " + learn(command.get(1));
            case "EVALSHA", "EVALSHA_RO" -> {
                String sha = word(command, 1).toLowerCase(Locale.ROOT);
                yield name + " " + SCRIPTS.getOrDefault(sha, sha);
            }
            case "SCRIPT" -> {
                String sub = word(command, 1).toUpperCase(Locale.ROOT);
                yield name + " " + sub + (sub.equals("LOAD") ? " " + learn(command.get(2)) : "");
            }
            default -> name;
        };
    }

    private static String learn(byte[] script) {
        try {
            String sha =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script));
            String text = new String(script, StandardCharsets.UTF_8).strip();
            String name = text.lines().findFirst().orElse("");
            name = name.startsWith("-- ") && name.contains(": ") ? name.substring(3, name.indexOf(": ")) : sha;
            SCRIPTS.put(sha, name);
            return name;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    private static String word(List<byte[]> command, int index) {
        return index < command.size() ? new String(command.get(index), StandardCharsets.UTF_8) : "";
    }

    /** The whole traffic since a proxy began. Safe for use by several threads. */
    static final class Recorder {
        private final List<String> commands = new ArrayList<>();
        private int roundTrips;

        synchronized void add(String command, boolean beginsRoundTrip) {
            commands.add(command);
            if (beginsRoundTrip) {
                roundTrips++;
            }
        }

        synchronized Mark mark() {
            return new Mark(roundTrips, commands.size());
        }

        synchronized Traffic since(Mark mark) {
            return new Traffic(
                    roundTrips - mark.roundTrips(), List.copyOf(commands.subList(mark.commands(), commands.size())));
        }
    }
}
