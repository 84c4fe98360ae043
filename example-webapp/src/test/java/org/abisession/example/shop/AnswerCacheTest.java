package org.abisession.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private final AnswerCache cache = new AnswerCache(2);

    private static Answer answer(String text) {
        return new Answer(text, "aggregate", "low", 1);
    }

    @Test
    void get_notPut_isNull() {
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void put_beyondCapacity_dropsTheOneNotAskedForLongest() {
        cache.put("a", answer("A"));
        cache.put("b", answer("B"));
        assertThat(cache.get("a")).isEqualTo(answer("A"));
        cache.put("c", answer("C"));
        assertThat(cache.get("b")).isNull();
        assertThat(cache.get("a")).isEqualTo(answer("A"));
        assertThat(cache.get("c")).isEqualTo(answer("C"));
    }

    @Test
    void capacity_zero_isRefused() {
        assertThatThrownBy(() -> new AnswerCache(0)).hasMessage("capacity must be 1 or more, was 0");
    }
}
