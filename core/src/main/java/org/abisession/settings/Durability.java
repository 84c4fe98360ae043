package org.abisession.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of replicas that have to confirm a write before it counts as stored, and the time that they have.
 *
 * @param replicas 0 for none
 * @param time how long to wait for them, in whole milliseconds
 */
public record Durability(int replicas, Duration time) {
    /** Requires no replica: the answer of one server counts. */
    public static final Durability NONE = new Durability(0, Duration.ZERO);

    private static final int MOST_REPLICAS = 100;
    private static final Pattern WAIT = Pattern.compile("wait\\(\\s*([0-9]{1,3})\\s*,\\s*([^\\s,()]+)\\s*\\)");

    /** Parses the value of a setting; empty if it breaks the rule. */
    static Optional<Durability> parse(String text, Duration commandTimeout) {
        if (text.equals("none")) {
            return Optional.of(NONE);
        }
        Matcher matcher = WAIT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int replicas = Integer.parseInt(matcher.group(1));
        return Values.duration(matcher.group(2))
                .filter(time -> replicas >= 1 && replicas <= MOST_REPLICAS)
                .filter(time -> time.toMillis() >= 1 && time.toNanosPart() % 1_000_000 == 0)
                .filter(time -> time.compareTo(commandTimeout) < 0)
                .map(time -> new Durability(replicas, time));
    }

    /** Returns the value in the form of the setting. */
    @Override
    public String toString() {
        return replicas == 0 ? "none" : "wait(" + replicas + "," + time.toMillis() + "ms)";
    }
}
