package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PlotTest {
    @Test
    void bars_twoRows_areSvgWithTheirNamesAndFigures() throws Exception {
        String svg = Plot.bars(
                "Reads", "p50, us", Map.of("1 client", Map.of("ours", 120, "theirs", 4711), "2", Map.of("ours", 0.0)));

        assertThat(parsed(svg).getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg).contains("Reads", "p50, us", "1 client", "ours", "theirs", "4,711");
    }

    @Test
    void lines_figuresNotPositive_areLeftOut() throws Exception {
        Map<Integer, Double> points = new TreeMap<>(Map.of(0, 5.0, 1, 0.0, 10, 300.0, 1000, 400.0));

        String svg = Plot.lines("A conversation", "turns", "bytes", Map.of(Candidate.TOMCAT_ABI.title(), points));

        parsed(svg);
        assertThat(svg).contains("A conversation", "turns", "abi-session, Tomcat");
        assertThat(svg).doesNotContain("Infinity", "NaN");
    }

    @Test
    void lines_candidateAlone_keepsItsColour() {
        Map<Integer, Integer> points = Map.of(1, 1, 10, 10);

        String ours = Plot.lines("", "x", "y", Map.of(Candidate.TOMCAT_ABI.title(), points));
        String rival = Plot.lines("", "x", "y", Map.of(Candidate.SPRING.title(), points));

        assertThat(ours).contains("rgb(0,69,160)").doesNotContain("rgb(0,122,51)");
        assertThat(rival).contains("rgb(0,122,51)").doesNotContain("rgb(0,69,160)");
    }

    private static Document parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
