package org.abisession.cli;

/** Two ids whose SHA-256 begins with the same four bytes. */
final class TwoOfOneDigest {
    static final String FIRST = "two-of-one-digest-16910";
    static final String SECOND = "two-of-one-digest-49704";

    private TwoOfOneDigest() {}
}
