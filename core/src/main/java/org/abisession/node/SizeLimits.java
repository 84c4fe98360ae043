package org.abisession.node;

import org.abisession.codec.RefusalCode;
import org.abisession.codec.UnstorableAttributeException;

/**
 * Says how large values may grow: the settings {@code max-attribute-bytes} and {@code max-session-bytes}. What counts
 * is the text that is stored, not what it takes in memory. What becomes smaller passes always, so that a session from
 * before a limit was lowered can still be emptied. Immutable.
 *
 * @param attribute bytes of one attribute
 * @param session bytes of all attributes together
 */
record SizeLimits(long attribute, long session) {
    /**
     * Checks one attribute.
     *
     * @param before what it takes now, 0 if there is none
     * @throws UnstorableAttributeException if it is too large
     */
    void checkAttribute(String field, long bytes, long before) {
        if (bytes > attribute && bytes > before) {
            throw new UnstorableAttributeException(
                    RefusalCode.TOO_LARGE,
                    subject(field) + " can't be stored: it takes " + bytes
                            + " bytes, abi.session.max-attribute-bytes allows " + attribute
                            + ".",
                    "Keep in the session what identifies the data, not the data, or raise the setting.",
                    null);
        }
    }

    /**
     * Checks all attributes together, where they grew.
     *
     * @param changed the one that grew most
     * @param largest the largest of them
     * @param largestBytes what that takes
     * @throws UnstorableAttributeException if they are too large
     */
    void checkSession(String changed, long bytes, String largest, long largestBytes) {
        if (bytes > session) {
            throw new UnstorableAttributeException(
                    RefusalCode.TOO_LARGE,
                    subject(changed) + " can't be stored: with it the session takes " + bytes
                            + " bytes, abi.session.max-session-bytes allows " + session + ". The largest is "
                            + subject(largest) + " with " + largestBytes
                            + " bytes.",
                    "Keep in the session what identifies the data, not the data, or raise the setting.",
                    null);
        }
    }

    private static String subject(String field) {
        return FieldNames.attribute(field)
                .map(name -> "Attribute '" + name + "'")
                .orElse("The container's value '" + field.substring(1) + "'");
    }
}
