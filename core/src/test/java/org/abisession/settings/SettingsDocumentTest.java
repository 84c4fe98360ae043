package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/settings.md and the README to the table in the code. */
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

    @Test
    void readme_hasTheSettingsThatMostNeedAsTheyAreAndALinkToAll() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../README.md"));
        List<String> all = Setting.all().map(SettingsDocumentTest::readmeRow).toList();
        List<String> rows = lines.stream()
                .filter(line -> Setting.all().anyMatch(setting -> line.startsWith("| `" + shortName(setting) + "` |")))
                .toList();

        assertThat(all).containsAll(rows);
        assertThat(rows).hasSizeBetween(3, 10).contains(readmeRow(Setting.REDIS_URL));
        assertThat(lines).anyMatch(line -> line.contains("(docs/settings.md)"));
    }

    @Test
    void documents_linesOutsideOfTables_have120ColumnsAtMost() throws IOException {
        for (String document : List.of("../README.md", "../docs/settings.md", "../docs/cli.md")) {
            assertThat(Files.readAllLines(Path.of(document)))
                    .as(document)
                    .allMatch(line -> line.startsWith("|") || line.length() <= 120);
        }
    }

    private static String shortName(Setting setting) {
        return setting.fullName().substring(Setting.PREFIX.length());
    }

    private static String readmeRow(Setting setting) {
        return "| `" + shortName(setting) + "` | " + ruleDefaultReason(setting);
    }

    static String row(Setting setting) {
        String environment = "`" + setting.environmentName() + "`"
                + setting.sharedName().map(n -> ", `" + n + "`").orElse("");
        return "| `" + setting.fullName() + "` | " + environment + " | " + ruleDefaultReason(setting);
    }

    private static String ruleDefaultReason(Setting setting) {
        String defaultText = setting.defaultText().isEmpty() ? "empty" : "`" + setting.defaultText() + "`";
        return setting.rule().replace("*", "\\*") + " | " + defaultText + " | " + setting.reason() + " |";
    }
}
