package org.abisession.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.SessionId;

/** Keeps ids out of the output, unless they are asked for. */
final class Mask {
    /** What both applications call the field that holds an id; of another session, where one was copied. */
    private static final Pattern FIELD =
            Pattern.compile("(\\\\*\"session_?[iI]d\\\\*\"\\s*:\\s*\\\\*\")([A-Za-z0-9_-]{16,128})(?=\\\\*\")");

    private final boolean showIds;

    Mask(boolean showIds) {
        this.showIds = showIds;
    }

    /** The id, or its digest. */
    String id(SessionId id) {
        return showIds ? id.value() : id.toString();
    }

    /** A text of this session, without its id and what stands in a field for one. */
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
