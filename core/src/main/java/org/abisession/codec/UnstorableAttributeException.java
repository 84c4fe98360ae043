package org.abisession.codec;

import org.jspecify.annotations.Nullable;

/** A value can't be stored. The message is the problem and the action. */
public final class UnstorableAttributeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final RefusalCode code;
    private final String problem;
    private final String action;

    /**
     * Describes the refusal of one value.
     *
     * @param problem what is wrong, with the attribute and the class, without the value
     * @param action what to do about it
     */
    public UnstorableAttributeException(RefusalCode code, String problem, String action, @Nullable Throwable cause) {
        super(problem + " " + action, cause);
        this.code = code;
        this.problem = problem;
        this.action = action;
    }

    /** Returns why it can't be stored. */
    public RefusalCode code() {
        return code;
    }

    /** Returns what is wrong, in whole sentences. */
    public String problem() {
        return problem;
    }

    /** Returns what to do about it, in whole sentences. */
    public String action() {
        return action;
    }
}
