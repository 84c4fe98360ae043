package org.abisession.boot;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.abisession.settings.ServiceVariables;
import org.abisession.settings.SettingsBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
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

    /** The only name under the prefix that is no setting: whether sessions are in Redis at all. */
    private static final String ENABLED = "enabled";

    private final List<ConfigurationPropertySource> sources;
    private final Binder binder;
    /** The names of all settings by their uniform form: {@code redisurl} for {@code redis-url}. */
    private final Map<String, String> names = new LinkedHashMap<>();

    EnvironmentSettings(ConfigurableEnvironment environment) {
        this.sources = StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .map(EnvironmentSettings::withoutServiceVariables)
                .toList();
        this.binder = new Binder(sources, new PropertySourcesPlaceholdersResolver(environment));
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
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource names) {
                boolean variables = isEnvironment(source);
                names.stream()
                        .filter(PREFIX::isAncestorOf)
                        .filter(name -> !isSetting(name, variables))
                        .forEach(name -> unknown.putIfAbsent(shortName(name), where(name, source)));
            }
        }
        return unknown;
    }

    private static boolean isEnvironment(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
    }

    /**
     * Returns the source without the variables that Kubernetes sets for a Service whose name begins as the settings do.
     */
    private static ConfigurationPropertySource withoutServiceVariables(ConfigurationPropertySource source) {
        return isEnvironment(source) ? source.filter(name -> !isServiceVariable(name, source)) : source;
    }

    private static boolean isServiceVariable(ConfigurationPropertyName name, ConfigurationPropertySource source) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        String variable = name.toString()
                .toUpperCase(Locale.ROOT)
                .replaceAll("[.\\[-]", "_")
                .replace("]", "");
        return property != null && ServiceVariables.isOne(variable, String.valueOf(property.getValue()));
    }

    /**
     * Returns true if a property's name is that of a setting. A variable of the environment has _ for a dot and for a
     * hyphen, so that its elements are joined.
     */
    private boolean isSetting(ConfigurationPropertyName name, boolean variable) {
        List<String> elements = elements(name, Form.UNIFORM);
        String setting = variable ? String.join("", elements) : elements.get(0);
        return (names.containsKey(setting) || setting.equals(ENABLED)) && (variable || elements.size() == 1);
    }

    /** Returns the elements after the prefix, without the index in a list. */
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
