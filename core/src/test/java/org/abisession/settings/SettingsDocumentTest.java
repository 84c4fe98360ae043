package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/settings.md to the table in the code. */
class SettingsDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/settings.md");

    @Test
    void document_everySetting_standsThereWithItsNamesRuleDefaultAndReason() throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);

        assertThat(lines)
                .containsAll(Setting.all().map(SettingsDocumentTest::row).toList());
    }

    @Test
    void document_everyRowOfTheTable_isASetting() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(l -> l.startsWith("| `" + Setting.PREFIX))
                .toList();

        assertThat(rows).isEqualTo(Setting.all().map(SettingsDocumentTest::row).toList());
    }

    static String row(Setting setting) {
        String environment = "`" + setting.environmentName() + "`"
                + setting.sharedName().map(n -> ", `" + n + "`").orElse("");
        String defaultText = setting.defaultText().isEmpty() ? "empty" : "`" + setting.defaultText() + "`";
        return "| `" + setting.fullName() + "` | " + environment + " | "
                + setting.rule().replace("*", "\\*") + " | " + defaultText + " | " + setting.reason() + " |";
    }
}
