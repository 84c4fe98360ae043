package org.abisession.settings;

import static org.abisession.settings.Setting.ABSOLUTE_TIMEOUT;
import static org.abisession.settings.Setting.ABSOLUTE_TIMEOUT_FROM;
import static org.abisession.settings.Setting.ANONYMOUS_TIMEOUT;
import static org.abisession.settings.Setting.CLIENT_DETAILS;
import static org.abisession.settings.Setting.ID_RENEWAL;
import static org.abisession.settings.Setting.MAX_SESSIONS_EXCEEDED;
import static org.abisession.settings.Setting.MAX_SESSIONS_PER_USER;
import static org.abisession.settings.Setting.USER_ATTRIBUTE;
import static org.abisession.settings.Setting.USER_NAMES;
import static org.abisession.settings.Setting.USER_NAMES_KEY;

import java.time.Duration;
import java.util.Optional;
import org.abisession.settings.RedisEndpoint.Mode;

/**
 * The settings on the users of sessions: who the user is, how many sessions a user may have, and for how long.
 *
 * @param attribute the session attribute that says who the user is; empty for the login of container and framework
 * @param namesKey the secret by which user names are hashed in the names of keys; empty if they stand there in clear
 * @param most how many sessions a user may have at the same time; 0 for any number
 * @param endsOldest whether a login beyond that ends the session with the oldest login; else it is refused
 * @param absoluteTimeout how long a session lives whatever its use; zero for no such end
 * @param fromLogin whether that counts from the login; else from the creation
 * @param anonymousTimeout how long a new session without attributes and user lives until its second request; zero for
 *     as long as any other
 * @param clientDetails whether user agent and address of the client are stored with a login
 * @param idRenewal how long a session keeps its id, before a request renews it; zero means always
 */
public record UserSettings(
        Optional<String> attribute,
        Optional<String> namesKey,
        int most,
        boolean endsOldest,
        Duration absoluteTimeout,
        boolean fromLogin,
        Duration anonymousTimeout,
        boolean clientDetails,
        Duration idRenewal) {
    /** The shortest id-renewal: an id leads to the next one for a minute, and must not be renewed again before that. */
    private static final Duration SHORTEST_RENEWAL = Duration.ofMinutes(2);

    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final int SHORTEST_KEY = 16;

    static UserSettings of(Values values, Mode mode) {
        String attribute = values.get(USER_ATTRIBUTE, Optional::of);
        boolean hashed = choice(values, USER_NAMES, "hashed", "clear");
        return new UserSettings(
                Optional.of(attribute).filter(name -> !name.isEmpty()),
                namesKey(values, hashed),
                values.integer(MAX_SESSIONS_PER_USER, 0, 10_000),
                choice(values, MAX_SESSIONS_EXCEEDED, "end-oldest", "refuse"),
                values.duration(ABSOLUTE_TIMEOUT, Duration.ZERO, LONGEST),
                choice(values, ABSOLUTE_TIMEOUT_FROM, "login", "creation"),
                values.duration(ANONYMOUS_TIMEOUT, Duration.ZERO, Duration.ofHours(24)),
                choice(values, CLIENT_DETAILS, "on", "off"),
                idRenewal(values, mode));
    }

    private static Duration idRenewal(Values values, Mode mode) {
        Duration after = values.get(
                ID_RENEWAL,
                text -> Values.duration(text)
                        .filter(d -> d.isZero() || d.compareTo(SHORTEST_RENEWAL) >= 0)
                        .filter(d -> d.compareTo(LONGEST) <= 0 && d.toNanosPart() % 1_000_000 == 0));
        if (!after.isZero() && mode == Mode.CLUSTER) {
            throw values.find(ID_RENEWAL)
                    .orElseThrow()
                    .invalid(
                            "must not be set on Redis Cluster, where no script reaches both the old id and the new one",
                            "Leave it out, or use one Redis with replicas.");
        }
        return after;
    }

    private static boolean choice(Values values, Setting setting, String yes, String no) {
        return values.get(setting, text -> Optional.of(Values.onOrOff(text)).filter(t -> t.equals(yes) || t.equals(no)))
                .equals(yes);
    }

    private static Optional<String> namesKey(Values values, boolean hashed) {
        Optional<ConfiguredValue> found = values.find(USER_NAMES_KEY);
        if (found.isEmpty()) {
            if (hashed) {
                throw values.find(USER_NAMES)
                        .orElseThrow()
                        .invalid(
                                "needs a secret in " + USER_NAMES_KEY.fullName() + " for hashed",
                                "Set that to " + USER_NAMES_KEY.rule() + ".");
            }
            return Optional.empty();
        }
        if (!hashed) {
            throw found.get()
                    .invalid("must not be set without user-names=hashed", "Set that as well, or leave this out.");
        }
        String key = found.get().value();
        if (key.length() < SHORTEST_KEY) {
            throw found.get().invalid();
        }
        values.came(found.get(), "***");
        return Optional.of(key);
    }

    /**
     * Refuses the renewal of ids for a container whose adapter can't do that.
     *
     * @throws IllegalArgumentException if the setting {@code id-renewal} is set
     */
    public void refuseIdRenewal(String container) {
        if (!idRenewal.isZero()) {
            throw new IllegalArgumentException(ID_RENEWAL.fullName() + " is not supported " + container + ", was "
                    + idRenewal + ". Leave it out, or use Tomcat or Jetty with their adapters.");
        }
    }

    /** Returns true if every session, or every one with a user, has an end that no use puts off. */
    public boolean endsAbsolutely() {
        return !absoluteTimeout.isZero();
    }

    /** Returns the settings without the secret. */
    @Override
    public String toString() {
        return "UserSettings[" + attribute + ", most " + most + ", absolute timeout " + absoluteTimeout + "]";
    }
}
