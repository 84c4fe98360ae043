package org.abisession.codec;

import java.io.EOFException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.io.UTFDataFormatException;
import org.jspecify.annotations.Nullable;

/** Makes the messages of the codec: attribute, class, what is wrong, what to do next; never the value. */
final class CodecErrors {
    private static final String ANEW = "Store the attribute again, or remove it.";

    /** Describes why a value is refused, as a clause without its subject; and what to do about it. */
    private record Reason(RefusalCode code, String problem, String action) {}

    private CodecErrors() {}

    /** Returns why an attribute can't be stored. */
    static UnstorableAttributeException unstorable(String attribute, Object value, Throwable failure) {
        Reason reason = unstorable(failure, attribute, value);
        return new UnstorableAttributeException(
                reason.code,
                "Attribute '" + ClassNames.shown(attribute) + "' ("
                        + value.getClass().getName() + ") can't be stored: " + reason.problem,
                reason.action,
                failure instanceof StackOverflowError || failure instanceof OutOfMemoryError ? null : failure);
    }

    private static Reason unstorable(Throwable failure, String attribute, Object value) {
        if (failure instanceof NotSerializableException) {
            // One line: with sun.io.serialization.extendedDebugInfo the JDK adds more.
            String className =
                    String.valueOf(failure.getMessage()).lines().findFirst().orElse("something");
            String path = NotSerializablePath.find(attribute, value, className);
            return new Reason(
                    RefusalCode.NOT_SERIALIZABLE,
                    className + (path == null ? "" : " at " + ClassNames.shown(path)) + " is not java.io.Serializable.",
                    "Make it so, or mark the field transient.");
        }
        Reason refused = refused(failure);
        if (refused != null) {
            return refused;
        }
        if (failure instanceof OutOfMemoryError) {
            return new Reason(RefusalCode.TOO_LARGE, "it takes more memory than there is.", "Store less.");
        }
        return new Reason(
                RefusalCode.FAILED,
                "its serialization threw " + failure.getClass().getName() + ".",
                "See the cause, mend that class.");
    }

    /** Returns the reason of a refusal that is the same when a value is stored and when it is read; null for others. */
    private static @Nullable Reason refused(Throwable failure) {
        if (failure instanceof ClassRefusedException refused) {
            return new Reason(RefusalCode.CLASS_REFUSED, refused.problem(), refused.action());
        }
        StreamLimitException limit = failure instanceof StackOverflowError
                ? StreamLimitException.depth()
                : failure instanceof StreamLimitException exceeded ? exceeded : null;
        return limit == null ? null : new Reason(RefusalCode.TOO_LARGE, limit.problem(), limit.action());
    }

    /** Returns why a stored attribute can't be read. */
    static UnreadableAttributeException unreadable(String attribute, Throwable thrown) {
        return unreadable("Attribute '" + ClassNames.shown(attribute) + "'", attribute, thrown);
    }

    /**
     * Returns why a stored value can't be read.
     *
     * @param what the value, as the subject of the message
     */
    static UnreadableAttributeException unreadable(String what, String attribute, Throwable thrown) {
        String className = null;
        Throwable failure = thrown;
        if (thrown instanceof JavaReadException java) {
            className = java.className();
            failure = thrown.getCause() == null ? thrown : thrown.getCause();
        }
        if (failure instanceof ClassRefusedException refused) {
            className = refused.className();
        } else if (failure instanceof ClassNotFoundException && failure.getMessage() != null) {
            className = failure.getMessage();
        }
        className = className == null ? null : ClassNames.printable(className);
        String subject = what + (className == null ? "" : " (" + className + ")") + " can't be read: ";
        Reason reason = unreadable(failure);
        return new UnreadableAttributeException(
                attribute, className, reason.code, subject + reason.problem, reason.action, cause(failure));
    }

    private static Reason unreadable(Throwable failure) {
        Reason refused = refused(failure);
        if (refused != null) {
            return refused;
        }
        if (failure instanceof MalformedValueException) {
            return new Reason(RefusalCode.DAMAGED, "the stored text is " + failure.getMessage() + ".", ANEW);
        }
        if (failure instanceof ClassNotFoundException) {
            return new Reason(
                    RefusalCode.CLASS_MISSING,
                    "the application has no such class.",
                    "Deploy it again, or remove the attribute.");
        }
        if (failure instanceof InvalidClassException && message(failure).contains("filter status: REJECTED")) {
            return new Reason(
                    RefusalCode.CLASS_REFUSED, "the filter of this JVM refuses it.", "Extend its jdk.serialFilter.");
        }
        if (failure instanceof InvalidClassException && message(failure).contains("serialVersionUID")) {
            return new Reason(
                    RefusalCode.CLASS_CHANGED,
                    "the class has changed since it was stored.",
                    "Give it the serialVersionUID that it had, or remove the attribute.");
        }
        if (isOfAnotherForm(failure)) {
            return new Reason(
                    RefusalCode.CLASS_CHANGED,
                    "the class, or one that it holds, has another form than when it was stored.",
                    "Undo that change, as of the type of a field or the constants of an enum, or remove the attribute.");
        }
        if (failure instanceof ObjectStreamException
                || failure instanceof EOFException
                || failure instanceof UTFDataFormatException) {
            return new Reason(RefusalCode.DAMAGED, "the stored data are damaged.", ANEW);
        }
        if (failure instanceof OutOfMemoryError) {
            return new Reason(
                    RefusalCode.TOO_LARGE,
                    "it takes more memory than there is.",
                    "Raise -Xmx, or remove the attribute.");
        }
        return new Reason(
                RefusalCode.FAILED,
                "reading it threw " + failure.getClass().getName() + ".",
                "See the cause, mend that class.");
    }

    /**
     * Returns true if a class has another form than when the value was stored, with the same serialVersionUID or as a
     * record or an enum. The JDK tells this by the texts alone.
     */
    private static boolean isOfAnotherForm(Throwable failure) {
        if (failure instanceof InvalidObjectException) {
            return failure.getCause() instanceof ClassCastException
                    || message(failure).startsWith("enum constant ");
        }
        return failure instanceof InvalidClassException
                || (failure instanceof ClassCastException && message(failure).startsWith("cannot assign instance of "));
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    /**
     * Returns a cause that says more than the message, or null. Errors of the JVM are left out: they are not the
     * caller's own.
     */
    private static @Nullable Throwable cause(Throwable failure) {
        return failure instanceof VirtualMachineError
                        || failure instanceof MalformedValueException
                        || failure instanceof ClassRefusedException
                        || failure instanceof StreamLimitException
                ? null
                : failure;
    }
}
