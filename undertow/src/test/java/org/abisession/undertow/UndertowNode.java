package org.abisession.undertow;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.abisession.contract.ServletContainerContract;
import org.jspecify.annotations.Nullable;

/** An embedded Undertow on a free port of 127.0.0.1. */
@SuppressWarnings("try") // a class loader's close throws what it likes
final class UndertowNode implements ServletContainerContract.Node {
    private static final int WORKER_THREADS = 32;

    private final PathHandler paths = Handlers.path();
    private final ServletContainer container = ServletContainer.Factory.newInstance();
    private final Map<String, DeploymentManager> deployments = new HashMap<>();
    private final Map<String, URLClassLoader> loaders = new HashMap<>();
    private final Map<String, String> settings;
    private final @Nullable String route;
    private final Undertow server;

    private UndertowNode(Map<String, String> settings, @Nullable String route) {
        this.settings = settings;
        this.route = route;
        this.server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setWorkerThreads(WORKER_THREADS)
                .setHandler(paths)
                .build();
    }

    static UndertowNode start(Path webapp, String contextPath, Map<String, String> settings, @Nullable String route)
            throws Exception {
        UndertowNode node = new UndertowNode(settings, route);
        try {
            node.server.start();
            node.startWorkerThreads();
            node.deploy(webapp, contextPath);
            return node;
        } catch (Exception | Error e) {
            node.close();
            throw e;
        }
    }

    /** Starts them outside of any application: {@link WorkerThreadTest} shows what they would keep for ever. */
    private void startWorkerThreads() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(WORKER_THREADS);
        for (int i = 0; i < WORKER_THREADS; i++) {
            server.getWorker().execute(() -> {
                all.countDown();
                try {
                    all.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        all.await();
    }

    @Override
    public void deploy(Path webapp, String contextPath) throws Exception {
        URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {webapp.resolve("WEB-INF/classes").toUri().toURL()},
                        UndertowNode.class.getClassLoader()) {
                    @Override
                    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                        synchronized (getClassLoadingLock(name)) {
                            if (!name.startsWith("com.example.contract.")) {
                                return super.loadClass(name, resolve);
                            }
                            Class<?> found = findLoadedClass(name); // of the application, as in any container
                            return found != null ? found : findClass(name);
                        }
                    }

                    @Override
                    public URL getResource(String name) {
                        return name.startsWith("com/example/contract/") ? findResource(name) : super.getResource(name);
                    }
                };
        loaders.put(contextPath, loader);
        DeploymentInfo info = WebXmlDeployment.read(webapp, contextPath, loader);
        RedisSessionExtension extension = new RedisSessionExtension();
        settings.forEach(extension::set);
        if (!settings.containsKey("allowed-classes")) {
            extension.set("allowed-classes", "org.abisession.undertow.*"); // the accounts of the tests
        }
        info.addServletExtension(extension);
        if (route != null) {
            info.setSessionConfigWrapper((config, deployment) -> new RoutedSessionConfig(config, route));
        }
        DeploymentManager manager = container.addDeployment(info);
        manager.deploy();
        deployments.put(contextPath, manager);
        paths.addPrefixPath(contextPath.isEmpty() ? "/" : contextPath, manager.start());
    }

    @Override
    public void undeploy(String contextPath) throws Exception {
        DeploymentManager manager = deployments.remove(contextPath);
        paths.removePrefixPath(contextPath);
        stop(manager);
        close(loaders.remove(contextPath));
    }

    private void stop(DeploymentManager manager) throws Exception {
        DeploymentInfo info = manager.getDeployment().getDeploymentInfo();
        manager.stop();
        manager.undeploy();
        container.removeDeployment(info);
        info.getResourceManager().close(); // Undertow leaves it to those who have made it
    }

    @Override
    public ClassLoader loader(String contextPath) {
        return loaders.get(contextPath);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
        for (DeploymentManager manager : deployments.values()) {
            if (manager.getDeployment() != null) {
                stop(manager);
            }
        }
        for (URLClassLoader loader : loaders.values()) {
            close(loader);
        }
    }

    private static void close(URLClassLoader loader) throws IOException {
        loader.close();
    }
}
