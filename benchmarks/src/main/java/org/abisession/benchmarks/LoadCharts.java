package org.abisession.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.abisession.benchmarks.Setting.Ask;

/** The charts of a load. */
record LoadCharts(String name, List<LoadLine> lines) {
    /** Returns the charts as SVG, by file name. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        String size = lines.get(0).setting().size().title();
        files.put(
                name + "-time.svg",
                Plot.bars("Time of a request, median: session of " + size, "microseconds", rows(LoadLine::p50)));
        files.put(
                name + "-throughput.svg",
                Plot.bars("Requests in a second: session of " + size, "requests/s", rows(LoadLine::perSecond)));
        if (lines.stream()
                        .map(line -> line.setting().size().kilobytes())
                        .distinct()
                        .count()
                > 1) {
            int clients = lines.get(0).setting().clients();
            files.put(
                    name + "-sizes.svg",
                    Plot.lines(
                            "Time of a read by the size of the session, median: "
                                    + lines.get(0).setting().who(),
                            "KB",
                            "microseconds",
                            bySize(clients)));
        }
        return files;
    }

    /** Returns a figure of the closed loops with the first size, by setting and candidate. */
    private Map<String, Map<String, Double>> rows(ToDoubleFunction<LoadLine> figure) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        Size first = lines.get(0).setting().size();
        for (LoadLine line : lines) {
            Setting setting = line.setting();
            if (setting.rate() == 0 && setting.size().equals(first) && !RawRedis.isRaw(line.candidate())) {
                String delay = setting.delay().isZero() ? "" : setting.delay().toMillis() + " ms, ";
                rows.computeIfAbsent(
                                delay + setting.who() + ", " + setting.ask().title(), key -> new LinkedHashMap<>())
                        .put(line.candidate(), figure.applyAsDouble(line));
            }
        }
        return rows;
    }

    private Map<String, Map<Integer, Double>> bySize(int clients) {
        Map<String, Map<Integer, Double>> bySize = new LinkedHashMap<>();
        for (LoadLine line : lines) {
            Setting setting = line.setting();
            if (setting.rate() == 0 && setting.clients() == clients && setting.ask() == Ask.READ) {
                bySize.computeIfAbsent(line.candidate(), key -> new TreeMap<>())
                        .putIfAbsent(setting.size().kilobytes(), line.p50());
            }
        }
        return bySize;
    }
}
