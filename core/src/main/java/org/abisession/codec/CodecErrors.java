package org.abisession.codec;

import java.io.EOFException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.io.UTFDataFormatException;
import org.abisession.UnreadableAttributeException;
import org.jspecify.annotations.Nullable;

/** Makes the messages of the codec: attribute, class, what is wrong, what to do next; never the value. */
final class CodecErrors {
    private CodecErrors() {}

    /** Returns why an attribute can't be stored. */
    static IllegalArgumentException unstorable(String attribute, Object value, Throwable failure) {
        String subject = "Attribute '" + ClassNames.shown(attribute) + "' ("
                + value.getClass().getName() + ") can't be stored: ";
        if (failure instanceof NotSerializableException) {
            // One line: with sun.io.serialization.extendedDebugInfo the JDK adds more.
            String className =
                    String.valueOf(failure.getMessage()).lines().findFirst().orElse("something");
            String path = NotSerializablePath.find(attribute, value, className);
            return new IllegalArgumentException(
                    subject + className + (path == null ? "" : " at " + ClassNames.shown(path))
                            + " is not java.io.Serializable. Make it so, or mark the field transient.",
                    failure);
        }
        if (failure instanceof ClassRefusedException || failure instanceof StreamLimitException) {
            return new IllegalArgumentException(subject + failure.getMessage(), failure);
        }
        if (failure instanceof StackOverflowError) {
            return new IllegalArgumentException(subject + StreamLimitException.TOO_DEEP);
        }
        if (failure instanceof OutOfMemoryError) {
            return new IllegalArgumentException(subject + "it takes more memory than there is. Store less.");
        }
        return new IllegalArgumentException(
                subject + "its serialization threw " + failure.getClass().getName()
                        + ". See the cause, mend that class.",
                failure);
    }

    /** Returns why a stored attribute can't be read. */
    static UnreadableAttributeException unreadable(String attribute, Throwable thrown) {
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
        String subject = "Attribute '" + ClassNames.shown(attribute) + "'"
                + (className == null ? "" : " (" + className + ")") + " can't be read: ";
        return new UnreadableAttributeException(attribute, className, subject + reason(failure), cause(failure));
    }

    private static String reason(Throwable failure) {
        if (failure instanceof ClassRefusedException || failure instanceof StreamLimitException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof MalformedValueException) {
            return "the stored text is " + failure.getMessage() + ". Store the attribute anew, or remove it.";
        }
        if (failure instanceof ClassNotFoundException) {
            return "the application has no such class. Deploy it again, or remove the attribute.";
        }
        if (failure instanceof InvalidClassException) {
            if (String.valueOf(failure.getMessage()).contains("filter status: REJECTED")) {
                return "the filter of this JVM refuses it. Extend its jdk.serialFilter.";
            }
            return "the class has changed since it was stored. Give it the serialVersionUID that it had, or remove"
                    + " the attribute.";
        }
        if (failure instanceof ObjectStreamException
                || failure instanceof EOFException
                || failure instanceof UTFDataFormatException) {
            return "the stored data are damaged. Store the attribute anew, or remove it.";
        }
        if (failure instanceof StackOverflowError) {
            return StreamLimitException.TOO_DEEP;
        }
        if (failure instanceof OutOfMemoryError) {
            return "it takes more memory than there is. Raise -Xmx, or remove the attribute.";
        }
        return "reading it threw " + failure.getClass().getName() + ". See the cause, mend that class.";
    }

    /** Returns a cause that says more than the message, or null. Errors of the JVM stay behind: they are not the caller's own. */
    private static @Nullable Throwable cause(Throwable failure) {
        return failure instanceof VirtualMachineError
                        || failure instanceof MalformedValueException
                        || failure instanceof ClassRefusedException
                        || failure instanceof StreamLimitException
                ? null
                : failure;
    }
}
