package org.abisession.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the commands of docs/redis-user.md that make a user. */
final class DocumentedUser {
    private DocumentedUser() {}

    /**
     * Returns the rules of the first ACL SETUSER for a user.
     *
     * @param beginning of the rules, where there are several such commands
     */
    static String[] rules(String user, String beginning, String password) {
        String command = "ACL SETUSER " + user + " ";
        try {
            String rules = Files.readAllLines(Path.of("../docs/redis-user.md")).stream()
                    .filter(line -> line.startsWith(command + beginning))
                    .findFirst()
                    .orElseThrow()
                    .substring(command.length());
            return rules.replace(">PASSWORD", ">" + password).split(" ", -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the words of ACL SETUSER. */
    static String[] setUser(String user, String... rules) {
        String[] words = new String[rules.length + 2];
        words[0] = "SETUSER";
        words[1] = user;
        System.arraycopy(rules, 0, words, 2, rules.length);
        return words;
    }
}
