package org.abisession.boot.v4;

import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.core.env.Environment;

/** The groups of the health endpoint, with the store of the sessions in the one that says "ready". */
final class ReadinessGroups implements HealthEndpointGroups {
    private static final String READINESS = "readiness";
    private static final String MEMBER = "abiSession";

    private final HealthEndpointGroups groups;

    ReadinessGroups(HealthEndpointGroups groups) {
        this.groups = groups;
    }

    /** Returns true if the application itself configures what "ready" depends on, as a text or as a list. */
    static boolean isConfigured(Environment environment) {
        Binder binder = Binder.get(environment);
        return Stream.of("include", "exclude")
                .map(list -> "management.endpoint.health.group." + READINESS + "." + list)
                .anyMatch(
                        name -> binder.bind(name, Bindable.setOf(String.class)).isBound());
    }

    @Override
    public HealthEndpointGroup getPrimary() {
        return groups.getPrimary();
    }

    @Override
    public Set<String> getNames() {
        return groups.getNames();
    }

    @Override
    public @Nullable HealthEndpointGroup get(String name) {
        HealthEndpointGroup group = groups.get(name);
        return group != null && name.equals(READINESS) ? new WithStore(group) : group;
    }

    /** One group, and one member more. */
    private record WithStore(HealthEndpointGroup group) implements HealthEndpointGroup {
        @Override
        public boolean isMember(String name) {
            return name.equals(MEMBER) || group.isMember(name);
        }

        @Override
        public boolean showComponents(SecurityContext security) {
            return group.showComponents(security);
        }

        @Override
        public boolean showDetails(SecurityContext security) {
            return group.showDetails(security);
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return group.getStatusAggregator();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return group.getHttpCodeStatusMapper();
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return group.getAdditionalPath();
        }
    }
}
