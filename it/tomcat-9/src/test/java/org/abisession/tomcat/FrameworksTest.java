package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.StandardRoot;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications of frameworks for {@code javax.servlet}, each request on the other of two nodes. */
class FrameworksTest {
    private static final int ADDITIONS = 40;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private static TomcatNode start(String application, String profiles) throws LifecycleException {
        Map<String, String> settings = Map.of(
                "redis-url", redis.uri(),
                "env-file", "off",
                "allowed-classes", profiles,
                "unstorable-attributes", "refuse",
                "command-timeout", "10s"); // a busy machine is no outage
        TomcatNode node = TomcatNode.start(absolute("src/main/webapps/" + application), "", (tomcat, context) -> {
            // Finds what is in WEB-INF/lib; the class path of the tests is not part of a server.
            StandardJarScanner scanner = new StandardJarScanner();
            scanner.setScanClassPath(false);
            context.setJarScanner(scanner);
            context.setResources(resources(context, application));
            context.setManager(TomcatNode.manager(settings));
        });
        assertThat(node.isServing()).isTrue();
        return node;
    }

    /** Puts the classes of the applications and one application's libraries where a war has them. */
    private static StandardRoot resources(Context context, String application) {
        StandardRoot root = new StandardRoot(context);
        root.addPreResources(new DirResourceSet(
                root, "/WEB-INF/classes", absolute("target/classes").toString(), "/"));
        root.addPreResources(new DirResourceSet(
                root, "/WEB-INF/lib", absolute("target/lib/" + application).toString(), "/"));
        return root;
    }

    private static Path absolute(String path) {
        return Path.of(path).toAbsolutePath();
    }

    private static String text(HttpResponse<String> page, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page.body());
        assertThat(matcher.find()).as(page.statusCode() + " " + page.body()).isTrue();
        return matcher.group(1);
    }

    /** Returns the warnings and errors of abi-session itself. */
    private List<String> complaints() {
        return logs.lines().stream()
                .filter(line -> line.matches("(?s)(WARN|ERROR) org\\.abisession\\..*"))
                .toList();
    }

    @Test
    void spring5_sessionBeanChangedOnNodesInTurn_losesNoAddition() throws Exception {
        try (TomcatNode first = start("spring5", "spring-mvc");
                TomcatNode second = start("spring5", "spring-mvc")) {
            SessionClient client = new SessionClient(logs);

            for (int i = 1; i <= ADDITIONS; i++) {
                TomcatNode node = i % 2 == 0 ? first : second;
                TomcatNode other = i % 2 == 0 ? second : first;
                assertThat(client.post(node.port(), "/counter", "").body()).isEqualTo("added");
                assertThat(client.get(other.port(), "/counter").body()).isEqualTo(Integer.toString(i));
            }

            assertThat(complaints()).isEmpty();
        }
    }

    @Test
    void faces2_formPostedToTheOtherNode_findsItsViewAndBeans() throws Exception {
        try (TomcatNode first = start("faces2", "faces-mojarra,weld");
                TomcatNode second = start("faces2", "faces-mojarra,weld")) {
            SessionClient client = new SessionClient(logs);

            HttpResponse<String> page = client.get(first.port(), "/notes.xhtml");
            page = add(client, second, page, "a");
            page = add(client, first, page, "");
            page = add(client, second, page, "b");
            page = add(client, first, page, "c");

            assertThat(text(page, "id=\"notes\">([^<]*)<")).isEqualTo("a,b,c");
            HttpResponse<String> another = client.get(second.port(), "/notes.xhtml");
            assertThat(text(another, "id=\"notes\">([^<]*)<")).isEmpty();
            assertThat(text(another, "id=\"visits\">([^<]*)<")).isEqualTo("3");
            assertThat(complaints()).isEmpty();
        }
    }

    private static HttpResponse<String> add(
            SessionClient client, TomcatNode node, HttpResponse<String> page, String note) throws Exception {
        String view = text(page, "name=\"javax.faces.ViewState\"[^>]* value=\"([^\"]+)\"");
        String form = "form=form&add=Add&note=" + note + "&javax.faces.ViewState="
                + URLEncoder.encode(view, StandardCharsets.UTF_8);
        return client.post(node.port(), "/notes.xhtml", form);
    }
}
