package org.abisession.settings;

/**
 * Reports a setting that is unknown, breaks its rule or contradicts another one. Each part of the message is a
 * value of its own; none holds a secret, and the message is {@link #problem} followed by {@link #action}.
 */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String setting;
    private final String reason;
    private final String value;
    private final String origin;
    private final String problem;
    private final String action;

    private InvalidSettingException(
            String setting, String reason, String value, String origin, String problem, String action) {
        super(problem + " " + action);
        this.setting = setting;
        this.reason = reason;
        this.value = value;
        this.origin = origin;
        this.problem = problem;
        this.action = action;
    }

    /** Reports a setting that breaks a rule. The value is for display, and empty where it must not be shown. */
    static InvalidSettingException broken(String setting, String rule, String value, String origin, String action) {
        String problem = setting + " " + rule + (value.isEmpty() ? "" : ", was " + value) + " (" + origin + ").";
        return new InvalidSettingException(setting, rule, value, origin, problem, action);
    }

    /** Reports names that are no setting's, each with the place where it stands. */
    static InvalidSettingException unknown(String names, String namesAndPlaces, String places, String action) {
        String reason = "must have a known name";
        return new InvalidSettingException(
                names, reason, "", places, "A setting " + reason + ". Unknown: " + namesAndPlaces + ".", action);
    }

    /** Reports that this setting must be set where it is not: without it, the start is refused. */
    public static InvalidSettingException missing(String setting, String problem, String action) {
        return new InvalidSettingException(setting, "must be set", "", "not set", problem, action);
    }

    /**
     * Returns the full name of the setting, such as {@code abi.session.redis-port}, or of the framework's property that
     * was taken for it; unknown names as they are written.
     */
    public String setting() {
        return setting;
    }

    /** Returns the rule that is broken, beginning with "must": {@code must be a port from 1 to 65535}. */
    public String reason() {
        return reason;
    }

    /** Returns the value for display, such as {@code "six"}; empty where it is secret or plays no part. */
    public String value() {
        return value;
    }

    /** Returns where the setting stands: {@code environment REDIS_PORT}. */
    public String origin() {
        return origin;
    }

    /** Returns the message without its action: setting, rule, value and origin in whole sentences. */
    public String problem() {
        return problem;
    }

    /** Returns what to do about it, in whole sentences. */
    public String action() {
        return action;
    }
}
