package org.abisession.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebOriginTest {
    @ParameterizedTest
    @CsvSource({
        "http://localhost:8081, http, localhost, 8081",
        "HTTPS://Example.COM, https, example.com, 443",
        "http://example.com, http, example.com, 80",
        "http://[::1]:8081, http, [::1], 8081",
        "https://[2001:DB8::1], https, [2001:db8::1], 443"
    })
    void parse_origin_hasItsThreeParts(String text, String scheme, String host, int port) {
        assertThat(WebOrigin.parse(text)).contains(new WebOrigin(scheme, host, port));
        assertThat(WebOrigin.ofPage(text + "/a?b#c")).contains(new WebOrigin(scheme, host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "localhost:8081",
                "http://",
                "http://localhost:8081/",
                "http://localhost:8081 http://evil.example",
                "http://user@localhost:8081",
                "http://localhost:80810000",
                "ftp://localhost",
                "file:///etc/passwd"
            })
    void parse_noOrigin_isEmpty(String text) {
        assertThat(WebOrigin.parse(text)).isEmpty();
    }
}
