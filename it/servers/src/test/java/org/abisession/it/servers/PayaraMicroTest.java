package org.abisession.it.servers;

import java.nio.file.Path;
import java.util.List;

/** The filter in WEB-INF/lib, on Payara Micro. */
class PayaraMicroTest extends ServerContract {
    @Override
    ServerProcess start(Path directory, String redisUrl) throws Exception {
        Path war = warWithFilter(directory);
        Path loopback = onLoopback(directory, "set configs.config.server-config");
        int port = ServerProcess.freePort();
        return ServerProcess.start(
                directory,
                redisUrl,
                port,
                "Payara Micro URLs",
                List.of(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
                        "--add-opens=java.base/sun.net.www.protocol.jar=ALL-UNNAMED",
                        "--add-opens=java.base/sun.net.www.protocol.jrt=ALL-UNNAMED",
                        "--add-opens=java.management/sun.management=ALL-UNNAMED",
                        "--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED",
                        "-jar",
                        SERVERS.resolve("jars/payara-micro.jar")
                                .toAbsolutePath()
                                .toString(),
                        "--nocluster",
                        "--prebootcommandfile",
                        loopback.toString(),
                        "--port",
                        Integer.toString(port),
                        "--contextroot",
                        "shop",
                        "--deploy",
                        war.toString()));
    }
}
