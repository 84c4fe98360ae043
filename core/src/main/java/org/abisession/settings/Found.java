package org.abisession.settings;

import java.util.Locale;

/**
 * A setting's value and where it stood.
 *
 * @param where for messages: {@code environment REDIS_PORT}
 */
record Found(Setting setting, String value, Rank rank, String where) {
    private static final int LONGEST_SHOWN = 80;

    /** The places where a setting may stand; an earlier one overrules a later one. */
    enum Rank {
        ADAPTER,
        CONTEXT_PARAM,
        SYSTEM_PROPERTY,
        /** {@code ABI_SESSION_*}. */
        ENVIRONMENT,
        /** {@code REDIS_*}, which others read, too. */
        ENVIRONMENT_SHARED,
        ENV_FILE,
        ENV_FILE_SHARED,
        /** What a framework has for its own use of Redis. */
        FRAMEWORK,
        /** What holds where nothing is set: the context path, web.xml. */
        FALLBACK;

        boolean overrules(Rank other) {
            return compareTo(other) < 0;
        }
    }

    /** The setting breaks its rule of the table. */
    InvalidSettingException invalid() {
        String defaultText = setting.defaultText();
        return invalid(
                "must be " + setting.rule(),
                defaultText.isEmpty()
                        ? "Correct it, or leave it out."
                        : "Set it to " + defaultText + ", the default, or leave it out.");
    }

    /** The setting breaks a rule, which begins with "must". */
    InvalidSettingException invalid(String rule, String nextAction) {
        String value = setting.secret() ? "" : ", was " + shown();
        return new InvalidSettingException(
                String.format(Locale.ROOT, "%s %s%s (%s). %s", setting.fullName(), rule, value, where, nextAction));
    }

    /** The value for a message: short, on one line, without what may be a password in the wrong place. */
    private String shown() {
        if (value.contains("@") || value.contains("://")) {
            return "*** (not shown: it may hold a password)";
        }
        return '"' + printable(value) + '"';
    }

    static String printable(String text) {
        String cut = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
        return cut.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    }

    @Override
    public String toString() {
        return setting.fullName() + " (" + where + ")";
    }
}
