package org.abisession.it.servers;

import java.nio.file.Path;
import java.util.List;

/** The filter in WEB-INF/lib, on GlassFish as one executable jar. */
class GlassFishTest extends ServerContract {
    @Override
    ServerProcess start(Path directory, String redisUrl) throws Exception {
        Path war = warWithFilter(directory);
        Path loopback = onLoopback(directory, "embedded-glassfish-config.server");
        int port = ServerProcess.freePort();
        return ServerProcess.start(
                directory,
                redisUrl,
                port,
                "GLASSFISH STARTED",
                List.of(
                        // What it unpacks goes with the directory.
                        "-Djava.io.tmpdir=" + directory,
                        "-jar",
                        SERVERS.resolve("jars/glassfish.jar").toAbsolutePath().toString(),
                        "--properties=" + loopback,
                        "--port=" + port,
                        "deploy --contextroot=shop " + war));
    }
}
