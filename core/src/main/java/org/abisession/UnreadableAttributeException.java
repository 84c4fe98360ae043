package org.abisession;

import org.jspecify.annotations.Nullable;

/**
 * The stored value of one attribute can't be decoded: its class is gone or not allowed, or the bytes are
 * not what we wrote. The bytes stay as they are in Redis, and all other attributes can be read.
 */
public final class UnreadableAttributeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String attribute;
    private final @Nullable String className;

    /**
     * For one attribute.
     *
     * @param attribute its name
     * @param className the class that is in the way, or null where none is known
     * @param message what is wrong and what to do, with the name and the class, without the value
     */
    public UnreadableAttributeException(
            String attribute, @Nullable String className, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.attribute = attribute;
        this.className = className;
    }

    /** The name of the attribute. */
    public String attribute() {
        return attribute;
    }

    /** The class that could not be read, or null where none is known. */
    public @Nullable String className() {
        return className;
    }
}
