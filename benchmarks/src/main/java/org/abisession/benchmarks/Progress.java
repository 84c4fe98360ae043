package org.abisession.benchmarks;

/** Who is told how far an experiment is. */
@FunctionalInterface
interface Progress {
    /** Tells nobody. */
    Progress NONE = task -> {};

    /** One more step is done, of this task. */
    void step(String task);
}
