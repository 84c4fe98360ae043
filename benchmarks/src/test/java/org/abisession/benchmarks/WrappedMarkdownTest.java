package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedMarkdownTest {
    private static final String LONG = "word ".repeat(40) + "end";

    @Test
    void of_prose_isBrokenAtSpaces() {
        String wrapped = WrappedMarkdown.of(LONG + "\n\n- " + LONG + "\n");

        assertThat(wrapped.lines()).allMatch(line -> line.length() <= 120);
        assertThat(wrapped.replaceAll("\\s+", " ").strip()).isEqualTo(LONG + " - " + LONG);
        assertThat(wrapped).endsWith("\n").contains("\n  word");
    }

    @Test
    void of_tableHeadingAndCode_staysAsItIs() {
        String text = "# " + LONG + "\n| " + LONG + " |\n```\n" + LONG + "\n```\n";

        assertThat(WrappedMarkdown.of(text)).isEqualTo(text);
    }

    @Test
    void of_wordOfMoreThanALine_staysWhole() {
        String text = "a".repeat(200) + " b";

        assertThat(WrappedMarkdown.of(text)).isEqualTo(text);
    }
}
