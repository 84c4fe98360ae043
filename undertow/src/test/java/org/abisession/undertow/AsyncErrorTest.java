package org.abisession.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletInfo;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A dispatch that throws after {@code startAsync}, and whose listener answers the request. */
@SuppressWarnings("try") // closes servers
class AsyncErrorTest {
    private static final int REQUESTS = 20;

    @RegisterExtension
    final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs(); // Undertow logs what the application throws

    /** Undertow lets two threads end such a request; whichever comes first, the response is whole. */
    @Test
    void onError_listenerChangesTheSessionAndAnswers_isTheWholeAnswerWhileRedisIsSlow() throws Exception {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri())) {
            DeploymentManager application =
                    Servlets.newContainer().addDeployment(deployment(Servlets.servlet("fails", Fails.class), proxy));
            application.deploy();
            Undertow server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setHandler(application.start())
                    .build();
            server.start();
            try {
                int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
                SessionClient user = new SessionClient();
                user.get(port, "/?0");
                proxy.delayRequests(Duration.ofMillis(10));
                for (int i = 1; i <= REQUESTS; i++) {
                    HttpResponse<String> response = user.get(port, "/?" + i);
                    assertThat(response.body()).isEqualTo("answer " + i + " after " + (i - 1));
                    assertThat(response.statusCode()).isEqualTo(200);
                }
            } finally {
                server.stop();
                application.stop();
                application.undeploy();
            }
        }
    }

    private static DeploymentInfo deployment(ServletInfo servlet, RespProxy proxy) {
        return Servlets.deployment()
                .setDeploymentName("fails")
                .setContextPath("/")
                .setClassLoader(AsyncErrorTest.class.getClassLoader())
                .addServlet(servlet.setAsyncSupported(true).addMapping("/*"))
                .addServletExtension(new RedisSessionExtension()
                        .set("redis-url", proxy.uri())
                        .set("env-file", "off"));
    }

    /** Fails after {@code startAsync}; its listener answers with the number of the request and that of the last one. */
    public static final class Fails extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            String number = request.getQueryString();
            Object last = request.getSession().getAttribute("number");
            AsyncContext async = request.startAsync();
            async.addListener(new Answer(request, "answer " + number + " after " + last, number));
            throw new IllegalStateException("of the application");
        }
    }

    private record Answer(HttpServletRequest request, String text, String number) implements AsyncListener {
        @Override
        public void onError(AsyncEvent event) throws IOException {
            request.getSession().setAttribute("number", number);
            event.getAsyncContext().getResponse().getWriter().write(text);
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
