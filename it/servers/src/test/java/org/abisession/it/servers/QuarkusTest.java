package org.abisession.it.servers;

import java.nio.file.Path;
import java.util.List;

/** The filter as a dependency of an application of Quarkus, {@code it/quarkus-app}. */
class QuarkusTest extends ServerContract {
    private static final Path APPLICATION =
            Path.of(System.getProperty("quarkus.app", "../quarkus-app/target/quarkus-app"), "quarkus-run.jar");

    @Override
    ServerProcess start(Path directory, String redisUrl) throws Exception {
        int port = ServerProcess.freePort();
        return ServerProcess.start(
                directory,
                redisUrl,
                port,
                "Listening on:",
                List.of(
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        APPLICATION.toAbsolutePath().toString()));
    }
}
