package org.abisession.cli.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.abisession.settings.SettingOrigin;

/**
 * Collects the steps and findings of doctor. Safe for use by several threads: it can be read while a step still hangs.
 */
public final class Report {
    /**
     * A step of the connection test.
     *
     * @param note a measure, an address, or why it failed
     */
    public record Step(String name, boolean good, String note) {}

    private final List<SettingOrigin> settings = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private Optional<String> seen = Optional.empty();
    private boolean settingsRead;

    Report() {}

    synchronized void settings(List<SettingOrigin> found) {
        settings.addAll(found);
        settingsRead = true;
    }

    synchronized void good(String step, String note) {
        steps.add(new Step(step, true, note));
    }

    synchronized void bad(String step, String note) {
        steps.add(new Step(step, false, note));
    }

    /** Adds a finding, unless there is one of its code: the first finding of a code is the nearest to the cause. */
    synchronized void add(Finding finding) {
        if (finding.code().equals("memory-full")) {
            findings.removeIf(f -> f.code().equals("memory-nearly-full"));
        }
        if (findings.stream().noneMatch(f -> f.code().equals(finding.code()))) {
            findings.add(finding);
        }
    }

    synchronized void saw(String sessions) {
        seen = Optional.of(sessions);
    }

    /** Returns the settings that are not at their default. */
    public synchronized List<SettingOrigin> settings() {
        return List.copyOf(settings);
    }

    /** Returns whether the settings could be read. */
    public synchronized boolean settingsRead() {
        return settingsRead;
    }

    /** Returns the steps that were done, in their order. */
    public synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Returns the findings, worst first. */
    public synchronized List<Finding> findings() {
        return findings.stream().sorted(Comparator.comparing(Finding::severity)).toList();
    }

    /** Returns how many keys and sessions were looked at, as text. */
    public synchronized Optional<String> seen() {
        return seen;
    }
}
