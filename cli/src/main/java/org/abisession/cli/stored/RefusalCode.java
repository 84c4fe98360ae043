package org.abisession.cli.stored;

import java.util.regex.Pattern;
import org.abisession.SessionStoreException;

/** Finds the code with which Redis refused a command. */
public final class RefusalCode {
    /** The user of the connection may not run the command, or may not use the key. */
    public static final String NO_PERMISSION = "NOPERM";

    private static final Pattern CODE = Pattern.compile("[A-Z]{2,20}");

    private RefusalCode() {}

    /** Returns the code as the store names it ({@code NOAUTH}); empty if Redis did not answer. */
    public static String of(SessionStoreException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && CODE.matcher(message).matches()) {
                return message;
            }
        }
        return "";
    }
}
