package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how the timeout in an application's own web.xml is read. */
class WebXmlTimeoutTest {
    private static final String CONFIG = "<session-config><session-timeout>%s</session-timeout></session-config>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'",
                " xmlns='http://xmlns.jcp.org/xml/ns/javaee' version='3.1'",
                " xmlns='http://java.sun.com/xml/ns/j2ee'",
            })
    void read_anyNamespace_findsTheMinutes(String attributes) {
        assertThat(read("<?xml version='1.0'?><web-app" + attributes + "><!-- c -->" + config(" 30\n") + "</web-app>"))
                .contains(Duration.ofMinutes(30));
    }

    @Test
    void read_prefixedNames_findsTheMinutes() {
        assertThat(read("<j:web-app xmlns:j='urn:x'><j:session-config><j:session-timeout>5</j:session-timeout>"
                        + "</j:session-config></j:web-app>"))
                .contains(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1"})
    void read_zeroOrLess_meansNever(String minutes) {
        assertThat(read("<web-app>" + config(minutes) + "</web-app>")).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<web-app/>",
                "<web-app><session-config/></web-app>",
                "<web-app><filter><session-timeout>5</session-timeout></filter></web-app>",
                "<other><session-config><session-timeout>5</session-timeout></session-config></other>",
                "<web-app><session-config><session-timeout>soon</session-timeout></session-config></web-app>",
                "<web-app><session-config><session-timeout/></session-config></web-app>",
                "<web-app><session-config><session-timeout><b/></session-timeout></session-config></web-app>",
                "<web-app><session-config><session-timeout>5",
                "<web-app",
                "",
            })
    void read_noneOrBroken_isEmpty(String xml) {
        assertThat(read(xml)).isEmpty();
    }

    @Test
    void read_utf16_isRead() {
        assertThat(read(
                        "<?xml version='1.0' encoding='UTF-16'?><web-app>" + config("7") + "</web-app>",
                        StandardCharsets.UTF_16))
                .contains(Duration.ofMinutes(7));
    }

    @Test
    @Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
    void read_doctype_isReadAndFetchesNothing() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(200);
            String url = "http://localhost:" + server.getLocalPort() + "/web-app_2_3.dtd";

            Optional<Duration> timeout = read("<?xml version='1.0'?><!DOCTYPE web-app PUBLIC"
                    + " '-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN' '" + url + "' ["
                    + "<!ENTITY x SYSTEM '" + url + "'><!ENTITY % p SYSTEM '" + url + "'> %p;]>"
                    + "<web-app><display-name>&x;</display-name>" + config("20") + "</web-app>");

            assertThat(timeout).contains(Duration.ofMinutes(20));
            assertThat(server)
                    .satisfies(s -> org.assertj.core.api.Assertions.assertThatThrownBy(s::accept)
                            .isInstanceOf(SocketTimeoutException.class));
        }
    }

    @Test
    void read_entitiesThatExplode_areNotExpanded() {
        StringBuilder entities = new StringBuilder("<!ENTITY e0 'xxxxxxxxxx'>");
        for (int i = 1; i < 30; i++) {
            entities.append("<!ENTITY e" + i + " '" + ("&e" + (i - 1) + ";").repeat(10) + "'>");
        }

        assertThat(read("<!DOCTYPE web-app [" + entities + "]><web-app><display-name>&e29;</display-name>"
                        + config("20") + "</web-app>"))
                .contains(Duration.ofMinutes(20));
    }

    private static String config(String minutes) {
        return CONFIG.replace("%s", minutes);
    }

    private static Optional<Duration> read(String xml) {
        return read(xml, StandardCharsets.UTF_8);
    }

    private static Optional<Duration> read(String xml, Charset charset) {
        return WebXmlTimeout.read(new ByteArrayInputStream(xml.getBytes(charset)));
    }
}
