package org.abisession.boot;

import org.abisession.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Explains a start that failed for the settings of the sessions: what is wrong, and apart from that what to do. */
final class SessionSettingsFailureAnalyzer implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        FailureAnalysis outer = null;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof InvalidSettingException setting) {
                return new FailureAnalysis(setting.problem(), setting.action(), setting);
            }
            if (each instanceof SessionSettingsException settings) {
                outer = analyzeText(settings);
            }
        }
        return outer;
    }

    private static FailureAnalysis analyzeText(SessionSettingsException failure) {
        String message = String.valueOf(failure.getMessage());
        // The last sentence of each of these messages is the next action.
        int action = message.lastIndexOf(". ", message.length() - 2);
        return action < 0
                ? new FailureAnalysis(message, "Correct it in the configuration of the application.", failure)
                : new FailureAnalysis(message.substring(0, action + 1), message.substring(action + 2), failure);
    }
}
