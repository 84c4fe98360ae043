package org.abisession.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;

class EnabledFilterTest {
    private static final String IMPORTS =
            "/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";
    private static final String OTHER = "org.springframework.boot.autoconfigure.other.OtherAutoConfiguration";

    private static final AutoConfigurationMetadata NO_METADATA = new AutoConfigurationMetadata() {
        @Override
        public boolean wasProcessed(String className) {
            return false;
        }

        @Override
        public @Nullable Integer getInteger(String className, String key) {
            return null;
        }

        @Override
        public @Nullable Integer getInteger(String className, String key, @Nullable Integer defaultValue) {
            return defaultValue;
        }

        @Override
        public @Nullable Set<String> getSet(String className, String key) {
            return null;
        }

        @Override
        public @Nullable Set<String> getSet(String className, String key, @Nullable Set<String> defaultValue) {
            return defaultValue;
        }

        @Override
        public @Nullable String get(String className, String key) {
            return null;
        }

        @Override
        public @Nullable String get(String className, String key, @Nullable String defaultValue) {
            return defaultValue;
        }
    };

    private static String[] configurations() throws IOException {
        try (InputStream in = Objects.requireNonNull(EnabledFilterTest.class.getResourceAsStream(IMPORTS))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toArray(String[]::new);
        }
    }

    /** Returns those that the filters which Spring Boot finds leave in, as it asks them. */
    private static Stream<String> left(Map<String, Object> properties, Stream<String> names) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("application.yml", properties));
        ConfigurationPropertySources.attach(environment);
        AutoConfigurationImportFilter filter =
                SpringFactoriesLoader.loadFactories(AutoConfigurationImportFilter.class, null).stream()
                        .filter(EnabledFilter.class::isInstance)
                        .findFirst()
                        .orElseThrow();
        ((EnvironmentAware) filter).setEnvironment(environment);
        String[] all = names.toArray(String[]::new);
        boolean[] matches = filter.match(all, NO_METADATA);
        return IntStream.range(0, all.length).filter(i -> matches[i]).mapToObj(i -> all[i]);
    }

    @Test
    void enabled_notSet_leavesAllIn() throws IOException {
        assertThat(left(Map.of(), Stream.of(configurations()))).containsExactly(configurations());
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "off", "FALSE"})
    void enabled_false_leavesNoneOfTheStarterIn(String value) throws IOException {
        Stream<String> all = Stream.concat(Stream.of(configurations()), Stream.of(OTHER));

        assertThat(left(Map.of("abi.session.enabled", value), all)).containsExactly(OTHER);
    }

    @Test
    void sessionAutoConfiguration_excluded_leavesNoneOfTheStarterIn() throws IOException {
        Map<String, Object> excluded =
                Map.of("spring.autoconfigure.exclude", "a.Other," + SessionAutoConfiguration.class.getName());

        assertThat(left(excluded, Stream.concat(Stream.of(configurations()), Stream.of(OTHER))))
                .containsExactly(OTHER);
    }

    @Test
    void enabled_oneNameAlone_isLeftIn() {
        assertThat(left(Map.of(), Stream.of("org.abisession.boot.MetricsAutoConfiguration")))
                .hasSize(1); // Spring Boot asks for all of them, and then for each
    }
}
