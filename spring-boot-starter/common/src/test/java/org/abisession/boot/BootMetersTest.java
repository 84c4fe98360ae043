package org.abisession.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.core.env.StandardEnvironment;

class BootMetersTest {
    private final StaticListableBeanFactory beans = new StaticListableBeanFactory();
    private final BootSessions sessions = BootSessions.of(new StandardEnvironment(), beans);
    private final BootMeters meters = new BootMeters(sessions, beans.getBeanProvider(MeterRegistry.class));

    private void refreshed() {
        meters.onApplicationEvent(new ContextRefreshedEvent(new StaticApplicationContext()));
    }

    private static SessionNode node(String app) {
        ClassLoader loader = BootMetersTest.class.getClassLoader();
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", "redis://127.0.0.1:1") // nobody is there, and nobody needs to be
                .adapter("app", app)
                .build();
        return SessionNode.open(settings, loader, loader);
    }

    @Test
    void refreshed_theSessionsThatAreOpen_areInTheRegistryOnceUntilTheEnd() {
        MeterRegistry registry = new SimpleMeterRegistry();
        beans.addBean("registry", registry);
        try (SessionNode node = node("shop")) {
            sessions.add(() -> Optional.of(node));
            sessions.add(Optional::empty);
            refreshed();
            int bound = registry.getMeters().size();
            refreshed(); // that of the management server
            assertThat(registry.getMeters()).hasSize(bound);
            assertThat(registry.get("abi.session.created")
                            .tag("application", "shop")
                            .functionCounter()
                            .count())
                    .isZero();
            meters.destroy();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void refreshed_anApplicationWithoutARegistry_startsAllTheSame() {
        try (SessionNode node = node("shop")) {
            sessions.add(() -> Optional.of(node));
            refreshed();
            meters.destroy();
            assertThat(node.metrics().created()).isZero();
        }
    }
}
