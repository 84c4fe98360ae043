package org.abisession.settings;

/**
 * A setting is unknown, breaks its rule or contradicts another one. The message says which setting, the
 * rule, the value (never a secret), where it stood and what to do next.
 */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidSettingException(String message) {
        super(message);
    }
}
