package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.abisession.metrics.SessionMeters;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Holds docs/metrics.md, the board and the alert rules to what a node really registers and shows. */
class SessionMetersTest {
    private static final Path DOCUMENT = Path.of("../docs/metrics.md");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_:][a-z0-9_:]*)(\\{[^}]*\\})? (NaN|[-+]?[0-9.]+(E[-+]?[0-9]+)?)( [0-9]+)?");
    private static final Pattern NAME = Pattern.compile("abi_session_[a-z_]+");

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "app", "shop");

    private String scrape() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        NodeSession session = nodes.here().create();
        session.setAttribute("cart", "tea");
        session.save();
        session.delete();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        try (SessionMeters meters = new SessionMeters(nodes.here().metrics())) {
            meters.bindTo(registry);
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } finally {
            server.stop(0);
        }
    }

    private static Set<String> samples(String scraped) {
        return scraped.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[{ ].*", ""))
                .filter(name -> name.startsWith("abi_session_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void scrape_ofPrometheus_isOfItsFormatAndHasTheFigures() throws Exception {
        String scraped = scrape();
        assertThat(scraped.lines().filter(line -> !line.startsWith("#")))
                .isNotEmpty()
                .allMatch(line -> SAMPLE.matcher(line).matches());
        assertThat(scraped.lines())
                .contains(
                        "abi_session_created_sessions_total{application=\"shop\"} 1.0",
                        "abi_session_ended_sessions_total{application=\"shop\",reason=\"logout\"} 1.0",
                        "abi_session_live{application=\"shop\"} 0.0",
                        "abi_session_outage{application=\"shop\"} 0.0",
                        "abi_session_operations_seconds_count{application=\"shop\",operation=\"create\",outcome=\"success\"} 1");
    }

    @Test
    void document_everyMeter_standsThereWithItsTagsAndItsNameInPrometheus() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new SessionMeters(nodes.here().metrics()).bindTo(registry);
        Set<String> registered = registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = new TreeSet<>();
        Set<String> shown = new TreeSet<>(samples(scrape()));
        for (String row : rows()) {
            String[] cells = row.split(" \\| ", -1);
            String name = cells[0].replaceAll("[| `]", "");
            documented.add(name);
            Set<String> tags = registry.find(name).meters().stream()
                    .flatMap(meter -> meter.getId().getTags().stream())
                    .map(tag -> tag.getKey())
                    .filter(key -> !key.equals("application"))
                    .collect(Collectors.toSet());
            assertThat(tags).as(name).allMatch(tag -> cells[2].contains("`" + tag + "`"));
            String inPrometheus = cells[cells.length - 1].replaceAll("[| `]", "");
            assertThat(shown.removeIf(
                            sample -> sample.replaceAll("_(sum|count)$", "").equals(inPrometheus)))
                    .as(inPrometheus)
                    .isTrue();
        }
        assertThat(documented).isEqualTo(registered);
        assertThat(shown).as("names in Prometheus that no row has").isEmpty();
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `abi.session."))
                .toList();
    }

    @Test
    void boardAndRules_everyName_isShownToPrometheus() throws Exception {
        Set<String> shown = samples(scrape());
        for (String file : List.of("../docs/operations/grafana.json", "../docs/operations/alerts.yml")) {
            Set<String> used = new TreeSet<>();
            Matcher names = NAME.matcher(Files.readString(Path.of(file)));
            while (names.find()) {
                used.add(names.group());
            }
            assertThat(used).as(file).isNotEmpty();
            assertThat(shown).as(file).containsAll(used);
        }
    }

    @Test
    void meters_noNameAndNoTag_hasAnId() {
        NodeSession session = nodes.here().create();
        session.setAttribute(session.id().value(), "x");
        session.save();
        MeterRegistry registry = new SimpleMeterRegistry();
        new SessionMeters(nodes.here().metrics()).bindTo(registry);
        assertThat(registry.getMeters())
                .hasSizeGreaterThan(50)
                .noneMatch(
                        meter -> meter.getId().toString().contains(session.id().value()));
    }

    @Test
    void close_takesAllMetersOut_soThatTheNextNodeHasItsOwn() {
        MeterRegistry registry = new SimpleMeterRegistry();
        SessionMeters meters = new SessionMeters(nodes.here().metrics());
        meters.bindTo(registry);
        nodes.there().create().save();
        meters.close();
        assertThat(registry.getMeters()).isEmpty();
        new SessionMeters(nodes.there().metrics()).bindTo(registry);
        Meter created = registry.get("abi.session.created").meter();
        assertThat(created.measure().iterator().next().getValue()).isEqualTo(1);
    }
}
