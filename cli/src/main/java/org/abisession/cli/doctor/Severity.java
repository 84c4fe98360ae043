package org.abisession.cli.doctor;

/** The severity of a finding, worst first. */
public enum Severity {
    /** Sessions are lost, or don't work at all. */
    ERROR,
    /** Sessions can be lost, or are open to others. */
    WARNING,
    /** A remark, or something that could not be checked. */
    INFO
}
