package org.abisession.cli.doctor;

/** How bad a finding is, worst first. */
public enum Severity {
    /** Sessions are lost, or don't work at all. */
    ERROR,
    /** Sessions can be lost, or are open to others. */
    WARNING,
    /** Good to know, or could not be looked at. */
    INFO
}
