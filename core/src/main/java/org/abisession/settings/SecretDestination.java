package org.abisession.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks that a user name or password is sent to a server that is named in a place of at least the same rank. Who can
 * write a file in the working directory must not learn the password that stands in the environment. A framework's own
 * configuration is no risk: who can change it can set every setting.
 */
final class SecretDestination {
    private SecretDestination() {}

    /**
     * Returns a warning if a place of lower rank than that of the secret decides where the secret goes.
     *
     * @param secret a user name or a password
     * @param destinations the settings in force that say which server that is
     */
    static Optional<SettingWarning> check(
            ConfiguredValue secret, Stream<ConfiguredValue> destinations, String address) {
        return destinations
                .filter(destination -> destination.rank() != ConfiguredValue.Rank.FRAMEWORK)
                .filter(destination -> secret.rank().isOfHigherPlaceThan(destination.rank()))
                .findFirst()
                .map(destination -> new SettingWarning(
                        "password-destination",
                        String.format(
                                Locale.ROOT,
                                "%s (%s) is sent to the Redis at %s, and %s (%s) decides which server that is. Who can"
                                        + " change the one learns the other.",
                                secret.setting().fullName(),
                                secret.where(),
                                address,
                                destination.setting().fullName(),
                                destination.where()),
                        "Set both in the same place."));
    }
}
