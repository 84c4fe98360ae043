package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.abisession.store.SessionId;
import org.abisession.testing.Readme;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jar in processes of its own. */
@Tag("full")
class RunnableJarTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static final Path JAR = Path.of(System.getProperty("abi-session.jar"));

    @TempDir
    Path directory;

    private record Outcome(int code, String out, String err) {}

    private Outcome run(String... words) throws IOException, InterruptedException {
        return run(directory, words);
    }

    private Outcome run(Path folder, String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("REDIS_") || name.startsWith("ABI_"));
        builder.environment().putAll(Map.of("REDIS_URL", redis.uri(), "JAVA", java(), "JAR", JAR.toString()));
        builder.environment().put("LC_ALL", "C");
        builder.environment().merge("PATH", System.getProperty("java.home") + "/bin", (path, bin) -> bin + ":" + path);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = builder.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), Files.readString(err));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Outcome jar(String... arguments) throws IOException, InterruptedException {
        List<String> words = TestJvm.command("-jar", JAR.toString());
        words.addAll(List.of(arguments));
        return run(words.toArray(String[]::new));
    }

    @Test
    void jar_inAProcess_readsTheEnvironmentAndWritesUtf8WithoutColourOrLogs() throws Exception {
        SessionId id;
        try (Stored stored = new Stored(redis.uri())) {
            id = stored.session("Zoë", Map.of("a", "1"));
        }
        Outcome list = jar("list");
        assertThat(list.err()).isEmpty();
        assertThat(list.code()).as(list.out()).isZero();
        assertThat(list.out()).contains(id.toString(), "Zoë").doesNotContain("\u001b", id.value());
        Outcome doctor = jar("doctor", "--json");
        assertThat(doctor.out())
                .startsWith("{\"settings\":[{\"name\":\"redis-url\"")
                .contains("\"name\":\"DEL\",\"good\":true");
        assertThat(doctor.err()).isEmpty();
        assertThat(jar("--version").out()).startsWith("abi-session 0.");
        assertThat(jar("nonsense").code()).isEqualTo(2);
    }

    @Test
    void doctor_asTheReadmeStartsIt_looksAtTheServer() throws Exception {
        Outcome doctor = run(Readme.root(), "sh", "-ec", Readme.block("On the command line", "sh", 1));

        assertThat(doctor.err()).isEmpty();
        assertThat(doctor.out()).contains("ok    PING");
    }

    @Test
    void jar_inAPipeWhoseReaderLeaves_endsWithoutAWord() throws Exception {
        try (Stored stored = new Stored(redis.uri())) {
            for (int i = 0; i < 1500; i++) {
                stored.session("user" + i, Map.of("a", "1"));
            }
        }
        for (String options : List.of("--json", "")) {
            Outcome head = run("sh", "-c", "\"$JAVA\" -jar \"$JAR\" list " + options + " | head -n 1");
            assertThat(head.out().lines()).hasSize(1);
            assertThat(head.err()).isEmpty();
        }
        assertThat(jar("memory").err()).isEmpty();
    }

    @Test
    void jar_holdsNoFileThatOthersOwn() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(Object::toString))
                    .noneMatch(name -> name.startsWith("META-INF/versions/") || name.endsWith(".SF"))
                    .noneMatch(name -> name.startsWith("org/jline/"))
                    .contains("META-INF/services/org.slf4j.spi.SLF4JServiceProvider");
        }
        assertThat(Files.size(JAR)).isLessThan(8_000_000);
    }
}
