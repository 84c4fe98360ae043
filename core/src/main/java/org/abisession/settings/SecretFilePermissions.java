package org.abisession.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that nobody but its owner can read or change a file with secrets: an env file, or one of keys. A file system without POSIX
 * permissions passes.
 */
final class SecretFilePermissions {
    private static final Path PROCESS = Path.of("/proc/self");

    private SecretFilePermissions() {}

    /** Returns a warning with the command that mends it, if the file of settings is open to others. */
    static Optional<SettingWarning> check(Path file) {
        return check(
                file,
                "env-file-permissions",
                "The settings file ",
                ". It may hold a password, and it says to which server passwords are sent.");
    }

    /** Returns a warning with the command that mends it, if the file of keys is open to others. */
    static Optional<SettingWarning> checkKeys(Path file) {
        return check(
                file,
                "keys-file-permissions",
                "The file of attribute keys ",
                ". Who has a key can read the attributes of all sessions, and change them.");
    }

    /** Returns a warning with the command that mends it, if the file of the client's private key is open to others. */
    static Optional<SettingWarning> checkClientKey(Path file) {
        return check(
                file,
                "client-key-permissions",
                "The file of the client's private key ",
                ". Who has the key can open connections to Redis as a node does.");
    }

    private static Optional<SettingWarning> check(Path file, String code, String what, String why) {
        List<String> risks = new ArrayList<>();
        String shown = ConfiguredValue.printable(file.toString());
        String quoted = shown.matches("[A-Za-z0-9/._-]+") ? shown : "'" + shown + "'";
        List<String> commands = new ArrayList<>();
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            who(permissions, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ)
                    .ifPresent(who -> risks.add("can be read by " + who));
            who(permissions, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)
                    .ifPresent(who -> risks.add("can be changed by " + who));
            if (!risks.isEmpty()) {
                commands.add("chmod 600 " + quoted);
            }
            if (belongsToAnotherUser(file)) {
                risks.add("belongs to another user than that of this process");
                commands.add(0, "chown \"$(id -u)\" " + quoted);
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty(); // no POSIX permissions here, or the file has gone meanwhile
        }
        return risks.isEmpty()
                ? Optional.empty()
                : Optional.of(new SettingWarning(
                        code,
                        what + shown + " " + String.join(", and ", risks) + why,
                        "Restrict it: " + String.join(" && ", commands)));
    }

    private static Optional<String> who(
            Set<PosixFilePermission> permissions, PosixFilePermission group, PosixFilePermission others) {
        boolean byGroup = permissions.contains(group);
        boolean byOthers = permissions.contains(others);
        return byGroup && byOthers
                ? Optional.of("its group and by all other users")
                : byGroup ? Optional.of("its group") : byOthers ? Optional.of("all other users") : Optional.empty();
    }

    /** Returns whether a user other than that of this process and other than root owns the file. */
    private static boolean belongsToAnotherUser(Path file) throws IOException {
        if (!Files.exists(PROCESS)) {
            return false; // no Linux
        }
        Object owner = Files.getAttribute(file, "unix:uid");
        return !owner.equals(0) && !owner.equals(Files.getAttribute(PROCESS, "unix:uid"));
    }
}
