package org.abisession.metrics;

import java.util.Locale;

/** Says why a session ended. */
public enum EndReason {
    /** The application has ended it, as at a logout. */
    LOGOUT,
    /** It was not used for the length of its interval. */
    TIMEOUT,
    /** An operator has ended it, by JMX, Tomcat's Manager, the command line or the console. */
    ADMINISTRATOR,
    /** Its user had as many sessions as are allowed. */
    LIMIT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns its name in metrics and in the audit log. */
    public String label() {
        return label;
    }
}
