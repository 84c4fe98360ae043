package org.abisession.settings;

import java.util.regex.Pattern;

/**
 * The value of a setting, and the place where it is configured.
 *
 * @param where for messages: {@code environment REDIS_PORT}
 */
record ConfiguredValue(Setting setting, String value, Rank rank, String where) {
    private static final int LONGEST_SHOWN = 80;
    /** Matches control, format, surrogate, private, unassigned and separator characters. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private static final Pattern LIKE_A_SECRET = Pattern.compile("@|://|(?i:password)");
    /** Matches what may be the id of a session, which has letters and digits if it is random. */
    private static final Pattern LIKE_AN_ID = Pattern.compile("(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_-]{16,128}");

    /** The places where a setting may stand; an earlier one overrules a later one. */
    enum Rank {
        ADAPTER,
        CONTEXT_PARAM,
        SYSTEM_PROPERTY,
        /** The variables {@code ABI_SESSION_*} of the environment. */
        ENVIRONMENT,
        /** The variables {@code REDIS_*} of the environment, which other programs read, too. */
        ENVIRONMENT_SHARED,
        ENV_FILE,
        ENV_FILE_SHARED,
        /** The settings of a framework for its own use of Redis. */
        FRAMEWORK,
        /** The context path or web.xml, where nothing is set. */
        FALLBACK;

        boolean overrules(Rank other) {
            return compareTo(other) < 0;
        }

        /** Returns whether this is another, higher place; the environment and the file are one place each. */
        boolean isOfHigherPlaceThan(Rank other) {
            return place().overrules(other.place());
        }

        /** Returns whether other programs read the variable, too. */
        boolean isShared() {
            return this == ENVIRONMENT_SHARED || this == ENV_FILE_SHARED;
        }

        private Rank place() {
            return switch (this) {
                case ENVIRONMENT_SHARED -> ENVIRONMENT;
                case ENV_FILE_SHARED -> ENV_FILE;
                default -> this;
            };
        }
    }

    /** Returns the exception for a value that breaks the rule of its setting. */
    InvalidSettingException invalid() {
        String defaultText = setting.defaultText();
        return invalid(
                "must be " + setting.rule(),
                defaultText.isEmpty()
                        ? "Correct it, or leave it out."
                        : "Set it to " + defaultText + ", the default, or leave it out.");
    }

    /** Returns the exception for a value that breaks another rule, which begins with "must". */
    InvalidSettingException invalid(String rule, String nextAction) {
        boolean ofFramework = rank == Rank.FRAMEWORK; // nobody has set a setting of ours then
        return InvalidSettingException.broken(
                ofFramework ? where : setting.fullName(),
                rule,
                setting.secret() ? "" : shown(),
                ofFramework ? "taken as " + setting.fullName() : where,
                nextAction);
    }

    /** Returns the value for a message: short, on one line, without what may be a misplaced password or id. */
    private String shown() {
        if (LIKE_A_SECRET.matcher(value).find() || LIKE_AN_ID.matcher(value).matches()) {
            return "*** (not shown: it may hold a password or an id)";
        }
        return '"' + printable(value) + '"';
    }

    /** Returns the text short and on one line, with {@code ?} for what is not printable. */
    static String printable(String text) {
        String cut = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
        return UNPRINTABLE.matcher(cut).replaceAll("?");
    }

    @Override
    public String toString() {
        return setting.fullName() + " (" + where + ")";
    }
}
