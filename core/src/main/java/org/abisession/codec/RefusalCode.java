package org.abisession.codec;

/** Describes why a value can't be stored, or a stored one can't be read. */
public enum RefusalCode {
    /** Something in the value is not Serializable. */
    NOT_SERIALIZABLE,
    /** The name of the attribute is no text that can be stored. */
    NAME_MALFORMED,
    /** The filter, or that of the JVM, does not allow a class. */
    CLASS_REFUSED,
    /** The value is too large, too deep, or too slow to read. */
    TOO_LARGE,
    /** It is to be plain JSON, since the Python application reads it, and is not. */
    NOT_PLAIN,
    /** Code of a class of the application failed. */
    FAILED,
    /** The application has no such class. */
    CLASS_MISSING,
    /** The class has changed since the value was stored. */
    CLASS_CHANGED,
    /** The value is encrypted by a key that the node does not have. */
    KEY_MISSING,
    /** The stored value is not what was written. */
    DAMAGED
}
