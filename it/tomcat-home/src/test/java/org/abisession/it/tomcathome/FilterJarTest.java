package org.abisession.it.tomcathome;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.abisession.testing.Readme;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The filter's jar in WEB-INF/lib, on a server that knows no SLF4J. */
@SuppressWarnings("try") // closes the server
class FilterJarTest {
    @RegisterExtension
    final RedisExtension redis = new RedisExtension();

    @Test
    void start_saysInTheServersLogWhereRedisIs(@TempDir Path directory) throws Exception {
        Path homes = Path.of(System.getProperty("tomcat.homes"));
        String webXml =
                Readme.block("In the application", "xml", 1).replace("redis://redis.internal:6379/0", redis.uri());
        try (CatalinaBase tomcat =
                CatalinaBase.startPlain(homes, System.getProperty("tomcat.11"), directory, webXml, "filter")) {
            assertThat(tomcat.output())
                    .anyMatch(line -> line.contains("are in Redis at 127.0.0.1"))
                    .noneMatch(line -> line.contains("SLF4J"));
        }
    }
}
