package org.abisession.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.w3c.dom.DOMImplementation;

/**
 * Charts as the text of an SVG file, with logarithmic axes. A candidate has the same colour in all of them. A figure
 * that is not positive has no place on such an axis: it is left out.
 */
final class Plot {
    private static final int WIDTH = 960;
    private static final int LINES_HEIGHT = 520;
    private static final int BAR = 15;
    private static final int AROUND = 150;
    private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 10);
    /** The colours of the candidates, in the order of {@link Candidate}: grey in memory, blue ours. */
    private static final List<Color> COLORS = List.of(
            new Color(0x80, 0x80, 0x80),
            new Color(0x00, 0x45, 0xA0),
            new Color(0x6A, 0x8F, 0xD8),
            new Color(0xD5, 0x5E, 0x00),
            new Color(0xE6, 0x9F, 0x00),
            new Color(0x00, 0x7A, 0x33),
            new Color(0x7F, 0xC9, 0x7F),
            new Color(0xB8, 0xB8, 0xB8),
            new Color(0x56, 0xB4, 0xE9),
            new Color(0xA6, 0xDB, 0xF7),
            new Color(0xCC, 0x79, 0xA7),
            new Color(0x7A, 0x3E, 0x9D));

    /** The colours of lines that are no candidate's. */
    private static final List<Color> OTHERS =
            List.of(Color.BLACK, new Color(0x8C, 0x5A, 0x2B), new Color(0xF0, 0x80, 0xA0), new Color(0x00, 0xA0, 0xA0));

    private Plot() {}

    /**
     * Returns a chart with bars for each row, one for each candidate, as SVG; {@code rows} has figures by row and by
     * title.
     */
    static String bars(String title, String axis, Map<String, ? extends Map<String, ? extends Number>> rows) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        double[] least = {Double.MAX_VALUE};
        rows.forEach((row, figures) -> figures.forEach((name, figure) -> {
            if (figure.doubleValue() > 0) {
                data.addValue(readable(figure.doubleValue()), name, row);
                least[0] = Math.min(least[0], figure.doubleValue());
            }
        }));
        BarRenderer renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0);
        renderer.setBase(Math.pow(10, Math.floor(Math.log10(least[0]) - 0.1))); // no bar begins at its own figure
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator("{2}", numbers()));
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        CategoryPlot plot = new CategoryPlot(data, new CategoryAxis(), logarithmic(axis), renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        JFreeChart chart = chart(title, plot);
        renderer.setDefaultItemLabelFont(LABELS);
        plot.getRangeAxis().setUpperMargin(0.1); // for the figure beside the longest bar
        color(data.getRowKeys(), renderer::setSeriesPaint);
        int bars = data.getRowCount() * data.getColumnCount();
        return svg(chart, AROUND + bars * BAR);
    }

    /**
     * Returns a chart with a line for each candidate, as SVG; {@code lines} has figures by title and by point on the
     * x-axis.
     */
    static String lines(
            String title,
            String xAxis,
            String yAxis,
            Map<String, ? extends Map<? extends Number, ? extends Number>> lines) {
        XYSeriesCollection data = new XYSeriesCollection();
        lines.forEach((name, points) -> {
            XYSeries series = new XYSeries(name);
            points.forEach((x, y) -> {
                if (x.doubleValue() > 0 && y.doubleValue() > 0) {
                    series.add(x, y);
                }
            });
            data.addSeries(series);
        });
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        XYPlot plot = new XYPlot(data, logarithmic(xAxis), logarithmic(yAxis), renderer);
        JFreeChart chart = chart(title, plot);
        for (int i = 0; i < data.getSeriesCount(); i++) {
            renderer.setSeriesStroke(i, new BasicStroke(2));
        }
        color(List.copyOf(lines.keySet()), renderer::setSeriesPaint);
        return svg(chart, LINES_HEIGHT);
    }

    /** Returns a figure without digits after the point if it is 100 or more. */
    private static double readable(double figure) {
        return figure < 100 ? figure : Math.rint(figure);
    }

    private static LogAxis logarithmic(String label) {
        LogAxis axis = new LogAxis(label);
        axis.setNumberFormatOverride(numbers());
        axis.setTickUnit(new NumberTickUnit(1)); // a power of ten
        return axis;
    }

    private static NumberFormat numbers() {
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ROOT);
        format.setMaximumFractionDigits(1);
        return format;
    }

    private static JFreeChart chart(String title, org.jfree.chart.plot.Plot plot) {
        JFreeChart chart = new JFreeChart(title, plot);
        StandardChartTheme theme = new StandardChartTheme("plain");
        theme.setExtraLargeFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        theme.setLargeFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        theme.setRegularFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        theme.setPlotBackgroundPaint(Color.WHITE);
        theme.setDomainGridlinePaint(Color.LIGHT_GRAY);
        theme.setRangeGridlinePaint(Color.LIGHT_GRAY);
        theme.apply(chart);
        chart.getLegend().setFrame(BlockBorder.NONE);
        return chart;
    }

    private static void color(List<?> names, BiConsumer<Integer, Paint> renderer) {
        List<String> titles =
                Arrays.stream(Candidate.values()).map(Candidate::title).toList();
        int others = 0;
        for (int i = 0; i < names.size(); i++) {
            int known = titles.indexOf(names.get(i));
            renderer.accept(i, known < 0 ? OTHERS.get(others++ % OTHERS.size()) : COLORS.get(known));
        }
    }

    private static String svg(JFreeChart chart, int height) {
        try {
            DOMImplementation dom =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().getDOMImplementation();
            SVGGraphics2D graphics = new SVGGraphics2D(dom.createDocument("http://www.w3.org/2000/svg", "svg", null));
            graphics.setSVGCanvasSize(new Dimension(WIDTH, height));
            chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
            StringWriter text = new StringWriter();
            graphics.stream(text, true);
            return text.toString();
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("The chart could not be written as SVG", e);
        }
    }
}
