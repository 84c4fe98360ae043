package org.abisession.codec;

import org.jspecify.annotations.Nullable;

/**
 * The stored value of one attribute can't be decoded: its class is gone or not allowed, or the bytes are
 * not what we wrote. The bytes stay as they are in Redis, and all other attributes can be read.
 */
public final class UnreadableAttributeException extends RuntimeException {
    private static final long serialVersionUID = 2L;

    private final String attribute;
    private final @Nullable String className;
    private final RefusalCode code;
    private final String problem;
    private final String action;

    /**
     * Describes the failure of one attribute; the message is the problem and the action.
     *
     * @param attribute its name
     * @param className the class that is in the way, or null where none is known
     * @param problem what is wrong, with the name and the class, without the value
     * @param action what to do about it
     */
    public UnreadableAttributeException(
            String attribute,
            @Nullable String className,
            RefusalCode code,
            String problem,
            String action,
            @Nullable Throwable cause) {
        super(problem + " " + action, cause);
        this.attribute = attribute;
        this.className = className;
        this.code = code;
        this.problem = problem;
        this.action = action;
    }

    /** Returns the name of the attribute. */
    public String attribute() {
        return attribute;
    }

    /** Returns the class that could not be read, or null where none is known. */
    public @Nullable String className() {
        return className;
    }

    /** Returns why it can't be read. */
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
