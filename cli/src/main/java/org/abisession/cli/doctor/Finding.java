package org.abisession.cli.doctor;

/**
 * A problem that doctor found, or something that it could not check.
 *
 * @param code its name, the same in every version: {@code eviction-policy}
 * @param what is the case, with its value, as a sentence
 * @param why it matters, as a sentence
 * @param fix what to type or to set
 */
public record Finding(String code, Severity severity, String what, String why, String fix) {
    static Finding error(String code, String what, String why, String fix) {
        return new Finding(code, Severity.ERROR, what, why, fix);
    }

    static Finding warning(String code, String what, String why, String fix) {
        return new Finding(code, Severity.WARNING, what, why, fix);
    }

    static Finding info(String code, String what, String why, String fix) {
        return new Finding(code, Severity.INFO, what, why, fix);
    }
}
