package org.abisession.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A file that Undertow hands from the disk to the socket, past the buffers of the response. */
@SuppressWarnings("try") // closes servers
class FileTransferTest {
    private static final int LENGTH = 5_000;

    @RegisterExtension
    final RedisExtension redis = new RedisExtension();

    @TempDir
    private Path files;

    @Test
    void file_filterChangesTheSessionBehindIt_comesAfterTheSave() throws Exception {
        Files.writeString(files.resolve("page.txt"), "x".repeat(LENGTH));
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri())) {
            DeploymentManager application = Servlets.newContainer()
                    .addDeployment(Servlets.deployment()
                            .setDeploymentName("files")
                            .setContextPath("/")
                            .setClassLoader(FileTransferTest.class.getClassLoader())
                            .setResourceManager(new PathResourceManager(files, 1024))
                            .addServlet(Servlets.servlet("count", Count.class).addMapping("/count"))
                            .addFilter(Servlets.filter("counts", Counts.class))
                            .addFilterUrlMapping("counts", "/page.txt", DispatcherType.REQUEST)
                            .addServletExtension(new RedisSessionExtension()
                                    .set("redis-url", proxy.uri())
                                    .set("env-file", "off")));
            application.deploy();
            Undertow server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setHandler(application.start())
                    .build();
            server.start();
            try {
                int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
                SessionClient user = new SessionClient();
                assertThat(user.get(port, "/count").body()).isEqualTo("null");
                String id =
                        redis.client().keys("session:*:attributes").iterator().next();
                proxy.delayRequests(Duration.ofMillis(60));
                for (int i = 1; i <= 3; i++) {
                    HttpResponse<String> page = user.get(port, "/page.txt");
                    assertThat(redis.client().hget(id, "count")).isEqualTo(Integer.toString(i));
                    assertThat(page.body()).hasSize(LENGTH);
                }
            } finally {
                server.stop();
                application.stop();
                application.undeploy();
            }
        }
    }

    /** Counts the pages, each after it was written. */
    public static final class Counts extends HttpFilter {
        private static final long serialVersionUID = 1;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
            Integer count = (Integer) request.getSession().getAttribute("count");
            request.getSession().setAttribute("count", count == null ? 1 : count + 1);
        }
    }

    /** Answers with the count. */
    public static final class Count extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write(String.valueOf(request.getSession().getAttribute("count")));
            request.getSession().setAttribute("seen", 1);
        }
    }
}
