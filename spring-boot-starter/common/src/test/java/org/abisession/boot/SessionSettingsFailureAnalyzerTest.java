package org.abisession.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.abisession.settings.InvalidSettingException;
import org.abisession.settings.SessionSettings;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class SessionSettingsFailureAnalyzerTest {
    private static FailureAnalysis analyze(Throwable failure) {
        return Objects.requireNonNull(new SessionSettingsFailureAnalyzer().analyze(failure));
    }

    private static InvalidSettingException invalidUrl() {
        try {
            SessionSettings.builder()
                    .property("redis-url", "localhost:6379", "application.yml")
                    .build();
        } catch (InvalidSettingException e) {
            return e;
        }
        throw new AssertionError("The URL is taken");
    }

    @Test
    void analyze_actionOfSeveralSentencesOrWithDots_isWhole() {
        FailureAnalysis analysis = analyze(new SessionSettingsException(invalidUrl()));

        assertThat(analysis.getDescription()).endsWith("(application.yml).");
        assertThat(analysis.getAction())
                .startsWith("Write it as redis://user:password@host:6379/0, rediss://... for TLS,");
    }

    @Test
    void analyze_settingIsACauseOfTheServersFailure_isFound() {
        FailureAnalysis analysis = analyze(new IllegalStateException(
                "Unable to start web server",
                InvalidSettingException.missing(
                        "abi.session.app", "The sessions belong to another.", "Set abi.session.app. Do it in both.")));

        assertThat(analysis.getDescription()).isEqualTo("The sessions belong to another.");
        assertThat(analysis.getAction()).isEqualTo("Set abi.session.app. Do it in both.");
    }

    @Test
    void analyze_textAlone_takesTheLastSentenceForTheAction() {
        FailureAnalysis analysis = analyze(new SessionSettingsException("It must not be ssl. Leave it out."));

        assertThat(analysis.getDescription()).isEqualTo("It must not be ssl.");
        assertThat(analysis.getAction()).isEqualTo("Leave it out.");
    }

    @Test
    void analyze_anotherFailure_isLeftToOthers() {
        assertThat(new SessionSettingsFailureAnalyzer().analyze(new IllegalStateException("boom")))
                .isNull();
    }
}
