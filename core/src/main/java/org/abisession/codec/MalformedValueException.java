package org.abisession.codec;

/** Stored text that this codec never wrote. The message is a noun phrase, without the value. */
final class MalformedValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedValueException(String what) {
        super(what);
    }
}
