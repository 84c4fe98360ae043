package org.abisession.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jar for Undertow in WEB-INF/lib, on WildFly as it was unpacked. */
class WildFlyTest extends ServerContract {
    private static final int PORT_OF_HTTP = 8080;

    @Override
    ServerProcess start(Path directory, String redisUrl) throws Exception {
        Path home = SERVERS.resolve("wildfly-" + System.getProperty("wildfly.version", "39.0.1.Final"));
        copy(home.resolve("standalone"), directory);
        war(
                Files.createDirectories(directory.resolve("deployments")).resolve("shop.war"),
                "abi-session-undertow-all.jar");
        int offset = ServerProcess.freePort() % 20_000;
        return ServerProcess.start(
                directory,
                redisUrl,
                PORT_OF_HTTP + offset,
                "WFLYSRV0025",
                List.of(
                        // As bin/standalone.sh.
                        "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "--add-opens=java.base/java.io=ALL-UNNAMED",
                        "--add-opens=java.base/java.net=ALL-UNNAMED",
                        "--add-opens=java.base/java.security=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-opens=java.management/javax.management=ALL-UNNAMED",
                        "--add-opens=java.naming/javax.naming=ALL-UNNAMED",
                        "-Djboss.home.dir=" + home.toAbsolutePath(),
                        "-Djboss.server.base.dir=" + directory,
                        "-Djboss.bind.address=127.0.0.1",
                        "-Djboss.socket.binding.port-offset=" + offset,
                        "-jar",
                        home.resolve("jboss-modules.jar").toAbsolutePath().toString(),
                        "-mp",
                        home.resolve("modules").toAbsolutePath().toString(),
                        "org.jboss.as.standalone"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
