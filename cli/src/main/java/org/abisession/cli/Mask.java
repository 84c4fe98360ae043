package org.abisession.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.store.SessionId;

/** Keeps ids out of the output, unless they are asked for. */
final class Mask {
    /**
     * Matches a field that holds a session id, under the names that both applications use. It may be another session's.
     * Begins before a run of backslashes only, and gives none of them back: else the time for a long one would grow
     * with the square of its length.
     */
    private static final Pattern FIELD = Pattern.compile(
            "((?<!\\\\)\\\\*+\"session_?[iI]d\\\\*+\"\\s*+:\\s*+\\\\*+\")" + "([A-Za-z0-9_-]{16,128})(?=\\\\*+\")");

    private static final Pattern PASSWORD = Pattern.compile("://|(?i:password)");

    private final boolean showIds;

    Mask(boolean showIds) {
        this.showIds = showIds;
    }

    /** Returns the digest of the id, or the id itself if ids are to be shown. */
    String id(SessionId id) {
        return showIds ? id.value() : id.toString();
    }

    /** Returns whether an argument may be an id or hold a password, so that no message repeats it. */
    static boolean isSecret(String argument) {
        return PASSWORD.matcher(argument).find() || SessionId.parse(argument).isPresent();
    }

    /** Returns the text with digests in place of this session's id and of the values of fields that hold ids. */
    String text(SessionId id, String text) {
        if (showIds) {
            return text;
        }
        return FIELD.matcher(text.replace(id.value(), id.toString()))
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1)
                        + SessionId.parse(match.group(2))
                                .map(SessionId::toString)
                                .orElse("***")));
    }
}
