package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.abisession.contract.ContractWebapp;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whose session timeout counts. Tomcat's default descriptor says 30 minutes in each of these. */
class ContextTimeoutTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private static RedisSessionManager manager() {
        return Managers.of(Map.of("redis-url", redis.uri(), "env-file", "off"));
    }

    private void assertTimeout(int minutes, TomcatNode.Customizer customizer) throws Exception {
        try (TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            new Webapp()
                    .with(
                            "/interval",
                            (request, response) -> response.getWriter()
                                    .print(request.getSession().getMaxInactiveInterval()))
                    .addTo(context);
            customizer.customize(tomcat, context);
        })) {
            SessionClient user = new SessionClient(logs);
            assertThat(user.get(node.port(), "/interval").body()).isEqualTo(Integer.toString(60 * minutes));
            assertThat(user.get(node.port(), "/interval").body()).isEqualTo(Integer.toString(60 * minutes));
            assertThat(node.context().getServletContext().getSessionTimeout()).isEqualTo(minutes == 0 ? -1 : minutes);
        }
    }

    /** A listener as an application has it in its web.xml. */
    public static final class HalfAnHour implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            event.getServletContext().setSessionTimeout(30);
        }
    }

    @Test
    void timeout_nobodyHasSetOne_isOurDefault() throws Exception {
        assertTimeout(1440, (tomcat, context) -> context.setManager(manager()));
    }

    @Test
    void timeout_initWebappDefaults_isNobodysWish() throws Exception {
        assertTimeout(1440, (tomcat, context) -> {
            context.setManager(manager());
            context.addLifecycleListener(
                    event -> { // as Tomcat.DefaultWebXmlListener
                        if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)) {
                            context.setSessionTimeout(30);
                        }
                    });
        });
    }

    @Test
    void timeout_30ByAListener_holds() throws Exception {
        assertTimeout(30, (tomcat, context) -> {
            context.setManager(manager());
            context.addApplicationListener(HalfAnHour.class.getName());
        });
    }

    @Test
    void timeout_30ByAnInitializer_holds() throws Exception {
        assertTimeout(30, (tomcat, context) -> {
            context.setManager(manager());
            context.addServletContainerInitializer(
                    (classes, application) -> application.setSessionTimeout(30), Set.of());
        });
    }

    @Test
    void timeout_30ByTheEmbedderBehindTheManager_holds() throws Exception {
        assertTimeout(30, (tomcat, context) -> {
            context.setManager(manager());
            context.setSessionTimeout(30);
        });
    }

    @Test
    void timeout_otherByTheEmbedderBeforeTheManager_holds() throws Exception {
        assertTimeout(45, (tomcat, context) -> {
            context.setSessionTimeout(45);
            context.setManager(manager());
        });
    }

    @Test
    void timeout_30InWebXml_holds() throws Exception {
        new ContractWebapp().sessionTimeout(30).writeTo(directory);
        assertTimeout(30, (tomcat, context) -> context.setManager(manager()));
    }

    @Test
    void timeout_1440InWebXml_holds() throws Exception {
        new ContractWebapp().sessionTimeout(1440).writeTo(directory);
        assertTimeout(1440, (tomcat, context) -> context.setManager(manager()));
    }

    @Test
    void timeout_never_holds() throws Exception {
        redis.allowKeysWithoutTtl();
        assertTimeout(0, (tomcat, context) -> {
            context.setManager(manager());
            context.addServletContainerInitializer(
                    (classes, application) -> application.setSessionTimeout(0), Set.of());
        });
    }

    @Test
    void timeout_setting_comesBeforeWhatTheApplicationSets() throws Exception {
        assertTimeout(20, (tomcat, context) -> {
            context.setManager(
                    Managers.of(Map.of("redis-url", redis.uri(), "env-file", "off", "max-inactive-interval", "20m")));
            context.addServletContainerInitializer(
                    (classes, application) -> application.setSessionTimeout(30), Set.of());
        });
    }

    @Test
    void timeout_setAfterTheStart_holdsForNewSessions() throws Exception {
        try (TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(manager());
            new Webapp()
                    .with(
                            "/interval",
                            (request, response) -> response.getWriter()
                                    .print(request.getSession().getMaxInactiveInterval()))
                    .addTo(context);
        })) {
            Context context = node.context();
            context.setSessionTimeout(30);
            assertThat(new SessionClient(logs).get(node.port(), "/interval").body())
                    .isEqualTo("1800");
        }
    }

    @Test
    void restart_findsWhatTheFirstStartFound() throws Exception {
        new ContractWebapp().writeTo(directory);
        try (TomcatNode node = TomcatNode.start(directory, "", (tomcat, context) -> context.setManager(manager()))) {
            Context context = node.context();
            assertThat(context.getSessionTimeout()).isEqualTo(1440);
            context.stop();
            context.start();
            assertThat(context.getSessionTimeout()).isEqualTo(1440);
            context.stop();
            context.setSessionTimeout(30);
            context.start();
            assertThat(context.getSessionTimeout()).isEqualTo(30);
        }
    }

    @Test
    void managerTakenAway_contextIsAsItWasFound() {
        org.apache.catalina.core.StandardContext context = new org.apache.catalina.core.StandardContext();
        int before = context.getSessionTimeout();
        context.setManager(manager());
        context.setManager(null);
        assertThat(context.getSessionTimeout()).isEqualTo(before);
        assertThat(context.findLifecycleListeners()).isEmpty();
    }
}
