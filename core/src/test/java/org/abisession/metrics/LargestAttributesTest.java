package org.abisession.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.store.SessionId;
import org.junit.jupiter.api.Test;

class LargestAttributesTest {
    private final LargestAttributes attributes = new LargestAttributes();

    @Test
    void largest_ofAThousandNames_areTheTwentyLargest() {
        for (int i = 0; i < 1_000; i++) {
            attributes.saw("a" + (i * 7) % 1_000, (i * 7) % 1_000);
        }
        assertThat(attributes.largest()).hasSize(20);
        assertThat(attributes.largest().get(0)).isEqualTo(Map.entry("a999", 999));
        assertThat(attributes.largest().get(19)).isEqualTo(Map.entry("a980", 980));
    }

    @Test
    void largest_aNameThatGrowsAndShrinks_keepsTheMost() {
        attributes.saw("cart", 10);
        attributes.saw("cart", 500);
        attributes.saw("cart", 20);
        assertThat(attributes.largest()).containsExactly(Map.entry("cart", 500));
    }

    @Test
    void largest_namesWithIdsInThem_areOneNameWithoutThem() {
        SessionId one = SessionId.random();
        attributes.saw("upload." + one.value(), 10);
        attributes.saw("upload." + SessionId.random().value(), 30);
        attributes.saw("org.springframework.web.servlet.support.SessionFlashMapManager.FLASH_MAPS", 20);
        assertThat(attributes.largest())
                .containsExactly(
                        Map.entry("upload.*", 30),
                        Map.entry("org.springframework.web.servlet.support.SessionFlashMapManager.FLASH_MAPS", 20));
    }
}
