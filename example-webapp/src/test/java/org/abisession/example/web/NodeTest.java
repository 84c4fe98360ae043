package org.abisession.example.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
    @ParameterizedTest
    @CsvSource({"jetty/12.0.31, jetty", "Apache Tomcat/10.1.59, tomcat", "Other, other"})
    void product_serverInfo_isItsLastWordBeforeTheVersion(String serverInfo, String product) {
        assertThat(Node.product(serverInfo)).isEqualTo(product);
    }

    @Test
    void ports_list_isInItsOrder() {
        assertThat(Node.ports("8082, 8081")).containsExactly(8082, 8081);
    }

    @Test
    void ports_none_isEmpty() {
        assertThat(Node.ports((String) null)).isEmpty();
        assertThat(Node.ports(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8081,", "0", "65536", "a", "localhost:8081", "8081;8082"})
    void ports_notPorts_isRefused(String list) {
        assertThatThrownBy(() -> Node.ports(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("demo.nodes must be ports from 1 to 65535");
    }
}
