package org.abisession.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.session.InMemorySessionManager;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;

/** Tests what Undertow itself keeps of an application that is gone, without abi-session. */
class WorkerThreadTest {
    @Test
    void undertowAlone_workerThreadStartedByAnAsyncRequest_keepsTheClassLoaderOfTheUndeployedApplication()
            throws Exception {
        PathHandler paths = Handlers.path();
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(paths)
                .build();
        server.start();
        try (URLClassLoader loader = new LoaderWithoutExtensions()) {
            DeploymentInfo info = Servlets.deployment()
                    .setDeploymentName("shop")
                    .setContextPath("/shop")
                    .setClassLoader(loader)
                    .addServlet(Servlets.servlet("async", AsyncServlet.class)
                            .addMapping("/*")
                            .setAsyncSupported(true));
            DeploymentManager manager = Servlets.defaultContainer().addDeployment(info);
            ClassLoader own = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(loader); // Undertow looks for extensions there, too
            try {
                manager.deploy();
            } finally {
                Thread.currentThread().setContextClassLoader(own);
            }
            assertThat(manager.getDeployment().getSessionManager()).isInstanceOf(InMemorySessionManager.class);
            paths.addPrefixPath("/shop", manager.start());
            int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/shop/"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(204);

            paths.removePrefixPath("/shop");
            manager.stop();
            manager.undeploy();
            Servlets.defaultContainer().removeDeployment(info);

            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getContextClassLoader() == loader)
                    .extracting(Thread::getName)
                    .as("one thread, or two where the servlet's thread was started late")
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(name).startsWith("XNIO-"));
        } finally {
            server.stop();
        }
    }

    /** Finds no extension of Undertow, so not that of abi-session. */
    private static final class LoaderWithoutExtensions extends URLClassLoader {
        LoaderWithoutExtensions() {
            super(new URL[0], WorkerThreadTest.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.equals("META-INF/services/" + ServletExtension.class.getName())
                    ? Collections.emptyEnumeration()
                    : super.getResources(name);
        }
    }

    /** Answers from another worker thread. */
    public static class AsyncServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                async.complete();
            });
        }
    }
}
