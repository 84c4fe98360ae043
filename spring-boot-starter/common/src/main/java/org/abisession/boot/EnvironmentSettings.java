package org.abisession.boot;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.abisession.settings.SettingsBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Reads the settings {@code abi.session.*} of Spring's environment, as Spring Boot reads properties: from files of all
 * profiles, the command line, the environment and so on, with relaxed names, placeholders, and lists. Names under the
 * prefix that are no setting's are handed on, too: they stop the start.
 */
final class EnvironmentSettings {
    static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("abi.session");

    private final ConfigurableEnvironment environment;
    private final Binder binder;
    /** The names of all settings by their uniform form: {@code redisurl} for {@code redis-url}. */
    private final Map<String, String> names = new LinkedHashMap<>();

    EnvironmentSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
        this.binder = Binder.get(environment);
        SettingsBuilder.names().forEach(name -> names.put(name.replace("-", ""), name));
    }

    void addTo(SettingsBuilder settings) {
        names.values().forEach(name -> {
            Origins origins = new Origins();
            String value = value(name, origins);
            if (value != null) {
                settings.property(name, value, origins.where(PREFIX.append(name)));
            }
        });
        unknown().forEach((name, where) -> settings.property(name, "", where));
    }

    private @Nullable String value(String name, Origins origins) {
        ConfigurationPropertyName property = PREFIX.append(name);
        return binder.bind(property, Bindable.of(String.class), origins)
                .orElseGet(() -> binder.bind(property, Bindable.listOf(String.class), origins)
                        .map(list -> String.join(",", list))
                        .orElse(null));
    }

    private Map<String, String> unknown() {
        Map<String, String> unknown = new HashMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names) {
                boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
                names.stream()
                        .filter(PREFIX::isAncestorOf)
                        .filter(name -> !isSetting(name, variables))
                        .forEach(name -> unknown.putIfAbsent(shortName(name), where(name, source)));
            }
        }
        return unknown;
    }

    /** A variable of the environment has _ for a dot and for a hyphen. */
    private boolean isSetting(ConfigurationPropertyName name, boolean variable) {
        List<String> elements = elements(name, Form.UNIFORM);
        return names.containsKey(variable ? String.join("", elements) : elements.get(0))
                && (variable || elements.size() == 1);
    }

    /** Returns what stands behind the prefix, without the index in a list. */
    private static List<String> elements(ConfigurationPropertyName name, Form form) {
        return IntStream.range(PREFIX.getNumberOfElements(), name.getNumberOfElements())
                .filter(i -> !name.isNumericIndex(i))
                .mapToObj(i -> name.getElement(i, form))
                .toList();
    }

    private static String shortName(ConfigurationPropertyName name) {
        return elements(name, Form.ORIGINAL).stream().collect(Collectors.joining("."));
    }

    private static String where(ConfigurationPropertyName name, ConfigurationPropertySource source) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        return property == null || property.getOrigin() == null
                ? String.valueOf(source.getUnderlyingSource())
                : String.valueOf(property.getOrigin());
    }

    /** Remembers where the value stood that was bound last. */
    private static final class Origins implements BindHandler {
        private @Nullable ConfigurationProperty found;

        @Override
        public Object onSuccess(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
            if (context.getConfigurationProperty() != null) {
                found = context.getConfigurationProperty();
            }
            return result;
        }

        String where(ConfigurationPropertyName name) {
            return found == null || found.getOrigin() == null
                    ? name.toString()
                    : found.getOrigin().toString();
        }
    }
}
