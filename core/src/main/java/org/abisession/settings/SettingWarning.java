package org.abisession.settings;

/**
 * A risk in settings that are valid. Holds no secret.
 *
 * @param code its name, the same in every version: {@code env-file-permissions}
 * @param problem what the risk is, in whole sentences
 * @param action what to do about it, in whole sentences
 */
public record SettingWarning(String code, String problem, String action) {
    /** Returns the problem and the action as one text. */
    @Override
    public String toString() {
        return problem + " " + action;
    }
}
