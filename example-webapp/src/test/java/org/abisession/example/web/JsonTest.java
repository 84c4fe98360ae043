package org.abisession.example.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void write_map_keepsTheOrderAndTheNulls() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", null);
        map.put("a", "ü");
        assertThat(new String(Json.write(map), UTF_8)).isEqualTo("{\"z\":null,\"a\":\"ü\"}");
    }

    @Test
    void showable_json_isItself() {
        List<Object> value = Arrays.asList("a", 1, 2L, 2.5, true, null, Map.of("b", List.of()));
        assertThat(Json.showable(value)).isEqualTo(value);
    }

    @Test
    void showable_otherValue_isTextWithItsClass() {
        assertThat(Json.showable(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z (java.time.Instant)");
        assertThat(Json.showable(List.of(Double.NaN))).isEqualTo(List.of("NaN (java.lang.Double)"));
        assertThat(Json.showable(Map.of("key", new JsonTest())))
                .isEqualTo(Map.of("key", "(" + JsonTest.class.getName() + ")"));
    }
}
