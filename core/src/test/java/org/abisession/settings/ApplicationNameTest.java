package org.abisession.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationNameTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', ''",
        "'', '/', ''",
        "'', '/shop', 'shop'",
        "'', '/shop/blue', 'shop#blue'",
        "'shop.example', '', '#shop.example'",
        "'Shop.Example', '/blue', '#shop.example#blue'",
    })
    void of_plainCharacters_isReadable(String host, String path, String name) {
        assertThat(ApplicationName.of(host, path)).isEqualTo(name);
    }

    @Test
    void of_hostsAndPathsThatLookAlike_neverMeet() {
        List<String> hosts = List.of("", "a", "b", "a#b", "a_b", "*.a", "_.a", "a,b", "x".repeat(60), "x".repeat(61));
        List<String> paths =
                List.of("", "/a", "/b", "/a/b", "/a#b", "/a:b", "/a_b", "/a%b", "/ä", "/" + "a".repeat(70));
        Set<String> names = new TreeSet<>();
        for (String host : hosts) {
            for (String path : paths) {
                String name = ApplicationName.of(host, path);
                assertThat(name).matches("[A-Za-z0-9._#-]{0,64}");
                assertThat(names.add(name)).as("%s%s: %s", host, path, name).isTrue();
            }
        }
    }
}
