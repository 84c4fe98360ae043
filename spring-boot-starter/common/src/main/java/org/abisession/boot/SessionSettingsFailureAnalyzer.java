package org.abisession.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a start that failed for the settings of the sessions: what is wrong, and apart from that what to do. */
final class SessionSettingsFailureAnalyzer extends AbstractFailureAnalyzer<SessionSettingsException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SessionSettingsException cause) {
        String message = String.valueOf(cause.getMessage());
        // The last sentence of each of these messages is the next action.
        int action = message.lastIndexOf(". ", message.length() - 2);
        return action < 0
                ? new FailureAnalysis(message, "Correct it in the configuration of the application.", cause)
                : new FailureAnalysis(message.substring(0, action + 1), message.substring(action + 2), cause);
    }
}
