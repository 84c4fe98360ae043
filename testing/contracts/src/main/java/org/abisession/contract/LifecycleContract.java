package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications come and go: sessions stay, and nothing of ours stays behind (4.8, 10.8). */
interface LifecycleContract extends ContractContext {
    @Test
    default void stop_ofANodeWithLiveSessions_tellsNoListenerOfTheirEnd(@TempDir Path directory) throws IOException {
        Path lastWords = directory.resolve("last-words");
        ContractNode node = node(
                new ContractWebapp()
                        .listeners("LifeListener", "ContractListener")
                        .contextParam("last-words", lastWords.toString()),
                "");
        Browser user = browser();
        user.get(node, "set=x:1&bound=y");
        eventsOf(node);
        node.stop();

        assertThat(Files.readString(lastWords)).isEqualTo("events=[]\n");
        assertThat(user.get(b(), "get=x").value("x")).hasValue("1");
    }

    @Test
    default void redeploy_ofAnApplication_keepsItsSessionsAndTellsNobody() throws Exception {
        ContractNode host = node(new ContractWebapp(), "/host");
        ContractNode shop = deploy(host, new ContractWebapp(), "/shop");
        Browser user = browser();
        user.get(shop, "set=x:1&item=y:cup&bound=z");
        host.server().undeploy("/shop");
        ContractNode again = deploy(host, new ContractWebapp(), "/shop");

        assertThat(user.get(again, "get=x&get=y&get=z&events").body())
                .isEqualTo("x=1\ny=Item[label=cup]\nz=Bound[name=z]\nevents=[]\n");
    }

    @Test
    default void undeploy_whileRequestsAreUnderWay_answersThemAnd503WhereTheSessionIsNeeded() throws Exception {
        ContractNode host = node(new ContractWebapp(), "/host");
        ContractNode shop = deploy(host, new ContractWebapp(), "/shop");
        Browser reader = browser();
        reader.get(shop, "set=x:1");
        Browser writer = browser();
        writer.get(shop, "set=x:1");
        try (RawExchange reads = reader.rawPair(shop, "get=x&gate=g", host.path("get=x"))) {
            CompletableFuture<Reply> changes = writer.start(shop, "get=x&gate=g&set=x:2");
            CompletableFuture<Reply> renews = writer.copy().start(shop, "get=x&gate=g&changeId");
            CompletableFuture<Reply> begins = browser().start(shop, "gate=g&session");
            awaitWaiting(shop, "g", 4);
            Method open = host.server()
                    .loader("/shop")
                    .loadClass("com.example.contract.Gates")
                    .getDeclaredMethod("open", String.class);
            open.setAccessible(true);
            host.server().undeploy("/shop");
            open.invoke(null, "g");

            assertThat(reads.all())
                    .as("the answers of the old application and of another one, by the same connection")
                    .containsPattern("(?s)^HTTP/1.1 200.*x=1\n.*HTTP/1.1 200");
            for (CompletableFuture<Reply> each : List.of(changes, renews, begins)) {
                assertThat(each.get(10, TimeUnit.SECONDS).status()).isEqualTo(503);
            }
        }
        assertThat(writer.get(deploy(host, new ContractWebapp(), "/shop"), "get=x")
                        .value("x"))
                .hasValue("1");
    }

    @Test
    default void undeploy_ofAnApplicationThatWasUsed_leavesNoClassLoaderThreadOrMBeanBehind() throws Exception {
        ContractNode host = node(new ContractWebapp(), "/host");
        browser().get(host, "set=x:1");
        Set<String> threads = threads();
        Set<ObjectName> beans = beans();
        WeakReference<ClassLoader> loader = useAndUndeploy(host);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            System.gc();
            assertThat(loader.get())
                    .as("the class loader of the old application")
                    .isNull();
        });
        assertThat(threads()).isEqualTo(threads);
        assertThat(beans()).isSubsetOf(beans);
    }

    /**
     * Uses an application in every way and undeploys it. A method of its own, so that no variable of the test holds the
     * loader. No attribute is a Java record: JDK 17 itself keeps the class of the last one of which it made a text
     * (ObjectMethods, asTypeCache).
     */
    private WeakReference<ClassLoader> useAndUndeploy(ContractNode host) throws Exception {
        ContractNode shop = deploy(
                host, new ContractWebapp().secured("FORM").listeners("ContractListener", "FirstListener"), "/shop");
        WeakReference<ClassLoader> loader = new WeakReference<>(host.server().loader("/shop"));
        Browser user = browser();
        ask(user, shop, "set=x:1&counted=y:cup&witness=z:tea&list=cart:milk&graph=g");
        ask(user, shop, "get=y&get=z&add=cart:tea&checkGraph=g&login=ann:tea&changeId");
        ask(user, shop, "user&get=y&async&set=w:1");
        ask(browser(), shop, "set=x:1&error=404");
        ask(browser(), shop, "set=x:1&throw");
        shop.proxy().refuse();
        assertThat(ask(user, shop, "get=y")).startsWith("HTTP/1.1 503");
        shop.proxy().resume();
        ask(user, shop, "invalidate");
        assertThat(threads()).anyMatch(name -> name.equals("abi-session-shop"));
        host.server().undeploy("/shop");
        return loader;
    }

    /**
     * Sends a request on a connection of its own: Jetty keeps a connection's last application until the next request on
     * it.
     */
    private static String ask(Browser user, ContractNode node, String steps) {
        try (RawExchange exchange = user.raw(node, steps)) {
            return exchange.all();
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("abi-session"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<ObjectName> beans() {
        return ManagementFactory.getPlatformMBeanServer().queryNames(null, null).stream()
                .filter(name ->
                        name.getDomain().contains("pool2") || name.getDomain().contains("abi"))
                .collect(Collectors.toSet());
    }
}
