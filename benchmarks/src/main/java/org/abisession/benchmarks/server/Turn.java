package org.abisession.benchmarks.server;

/** A question and what was answered. */
record Turn(String question, String answer) {}
