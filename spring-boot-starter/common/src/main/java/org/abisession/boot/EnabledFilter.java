package org.abisession.boot;

import java.util.Set;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Switches the starter off as a whole: where {@code abi.session.enabled} is false, or {@code
 * spring.autoconfigure.exclude} has {@link SessionAutoConfiguration}, none of its auto-configurations is used.
 */
final class EnabledFilter implements AutoConfigurationImportFilter, EnvironmentAware {
    private static final String PACKAGE = EnabledFilter.class.getPackageName() + ".";

    private Environment environment = new StandardEnvironment();

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public boolean[] match(String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
        boolean enabled = isEnabled();
        boolean[] matches = new boolean[autoConfigurationClasses.length];
        for (int i = 0; i < matches.length; i++) {
            String name = autoConfigurationClasses[i]; // null for one that another filter has left out
            matches[i] = enabled || name == null || !name.startsWith(PACKAGE);
        }
        return matches;
    }

    private boolean isEnabled() {
        Binder binder = Binder.get(environment);
        return binder.bind("abi.session.enabled", Boolean.class).orElse(true)
                && !binder.bind("spring.autoconfigure.exclude", Bindable.setOf(String.class))
                        .orElse(Set.of())
                        .contains(SessionAutoConfiguration.class.getName());
    }
}
