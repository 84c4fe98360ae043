package org.abisession.metrics;

import java.util.Locale;

/** The kinds of calls to the store that are counted and timed. */
public enum StoreOperation {
    /** Stores a new session. */
    CREATE,
    /** Reads a session for a request. */
    LOAD,
    /** Stores what a request changed. */
    SAVE,
    /** Starts the expiry anew during a long request. */
    TOUCH,
    /** Ends a session. */
    END,
    /** Gives a session a new id. */
    CHANGE_ID,
    /** Appends a turn to the conversation. */
    APPEND;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Returns its name in metrics. */
    public String label() {
        return label;
    }

    /** The outcomes of a call. */
    public enum Outcome {
        /** The store did what was asked. */
        SUCCESS,
        /** There is no such session, or it has ended. */
        GONE,
        /** The store did not answer. */
        UNAVAILABLE,
        /** The store refused the call. */
        REFUSED;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** Returns its name in metrics. */
        public String label() {
            return label;
        }
    }
}
