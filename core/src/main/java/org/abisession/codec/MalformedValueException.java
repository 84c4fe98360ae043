package org.abisession.codec;

/** Says that stored text is not as this codec writes it. The message is a noun phrase, without the value. */
final class MalformedValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedValueException(String what) {
        super(what);
    }
}
