package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestJvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command line in processes of its own: their arguments, environment, output and memory. */
@Tag("full")
class ProcessTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @TempDir
    Path directory;

    private Stored stored;

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void open() {
        stored = new Stored(redis.uri());
    }

    @AfterEach
    void close() {
        stored.close();
    }

    /** Runs a line of the shell in which {@code $RUN} stands for the command, in the POSIX locale. */
    private Outcome shell(String line) throws IOException, InterruptedException {
        ProcessBuilder builder = builder(line);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private ProcessBuilder builder(String line) {
        String command =
                String.join(" ", TestJvm.command("-Xmx${HEAP:-64m}", "-cp", "\"$CP\"", AbiSession.class.getName()));
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", line.replace("$RUN", command)).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("REDIS_") || name.startsWith("ABI_"));
        builder.environment()
                .putAll(Map.of(
                        "REDIS_URL", redis.uri(), "CP", System.getProperty("java.class.path"), "LC_ALL", "POSIX"));
        return builder;
    }

    @Test
    void argument_withOtherLettersThanAsciiInThePosixLocale_isReadAsUtf8() throws Exception {
        Outcome end = shell("$RUN end --yes --user \"$(printf 'jos\\303\\251')\"");
        assertThat(end.err()).contains("User jos\u00e9 has no session in the application /.");
        assertThat(end.code()).isEqualTo(1);
    }

    @Test
    void argument_thatIsNoUtf8_isRefusedWithTheNextAction() throws Exception {
        Outcome end = shell("$RUN end --yes --user \"$(printf 'jos\\351')\"");
        assertThat(end.code()).isEqualTo(2);
        assertThat(end.err()).contains("Put LC_ALL=C.UTF-8 into the environment");
    }

    @Test
    void password_withOtherLettersThanAsciiInThePosixLocale_isReadAsUtf8() throws Exception {
        redis.acl("SETUSER", "jos\u00e9", "on", ">p\u00e4ss", "~*", "&*", "+@all");
        try {
            SessionId id = stored.session("ada", Map.of());
            Outcome list = shell(
                    "REDIS_USERNAME=$(printf 'jos\\303\\251') REDIS_PASSWORD=$(printf 'p\\303\\244ss')" + " $RUN list");
            assertThat(list.err()).isEmpty();
            assertThat(list.out()).contains(id.toString());
        } finally {
            redis.acl("DELUSER", "jos\u00e9");
        }
    }

    @Test
    void output_thatCannotBeWritten_isAFailureWithItsReason() throws Exception {
        stored.session("ada", Map.of());
        for (String words : List.of("list --json", "memory", "end --all --dry-run", "--help")) {
            Outcome full = shell("$RUN " + words + " > /dev/full");
            assertThat(full.code()).as(words).isEqualTo(1);
            assertThat(full.err()).as(words).contains("The output could not be written: No space left on device");
        }
        Outcome closed = shell("$RUN list >&-");
        assertThat(closed.code()).isEqualTo(1);
        assertThat(closed.err()).contains("The output could not be written: ");
    }

    @Test
    void output_thatNobodyReads_isNoFailure() throws Exception {
        stored.session("ada", Map.of());
        Outcome unread = shell("{ $RUN list --json; echo $? >&2; } | true");
        assertThat(unread.err()).isEqualTo("0\n");
    }

    private static void manySessions() {
        Object unused = redis.client()
                .eval("for i = 1, 100000 do redis.call('SET', 'session:' .. redis.sha1hex(i) .. ':metadata',"
                        + " '{\"user\": \"user ' .. i .. '\"}', 'EX', 600) end");
    }

    @Test
    void list_aHundredThousandSessions_showsTheLastUsedInAHeapOf64Megabytes() throws Exception {
        manySessions();
        Outcome list = shell("$RUN list");
        assertThat(list.err()).isEqualTo("... and 90000 more: --limit N shows more, --json all\n");
        assertThat(list.out().lines()).hasSize(10_001);
        assertThat(list.code()).isZero();
        Outcome few = shell("$RUN list --limit 5");
        assertThat(few.out().lines()).hasSize(6);
        assertThat(few.err()).contains("and 99995 more");
        assertThat(shell("$RUN list --json").out().lines().distinct()).hasSize(100_000);
        Outcome dryRun = shell("$RUN end --all --dry-run");
        assertThat(dryRun.out()).startsWith("100000 sessions would end.");
    }

    @Test
    void memory_heapIsTooSmall_isAFailureWithTheNextAction() throws Exception {
        manySessions();
        Outcome memory = shell("HEAP=16m; $RUN memory");
        assertThat(memory.err())
                .startsWith("This takes more memory than Java has here, ")
                .contains("java -Xmx1g")
                .doesNotContain("\tat ", "OutOfMemoryError");
        assertThat(memory.code()).isEqualTo(1);
    }

    @Test
    void doctor_heapIsTooSmall_isAFindingWithTheNextAction() throws Exception {
        SessionId id = stored.session("ada", Map.of());
        redis.client().hset(Stored.key(id, "attributes"), "large", '"' + "x".repeat(40_000_000) + '"');
        Outcome doctor = shell("HEAP=32m; $RUN doctor");
        assertThat(doctor.out()).contains("WARNING  not-finished", "more memory than Java has here", "java -Xmx1g");
        assertThat(doctor.err()).doesNotContain("OutOfMemoryError");
        assertThat(doctor.code()).isEqualTo(1);
    }

    @Test
    void serve_heapIsTooSmallForTheCount_pageSaysSoWithTheNextAction() throws Exception {
        manySessions();
        Process console = builder("HEAP=24m; exec $RUN serve --listen 0").start();
        try (BufferedReader lines = console.inputReader(StandardCharsets.UTF_8)) {
            URI opened = URI.create(lines.readLine().substring("Open ".length()));
            HttpClient client = HttpClient.newBuilder()
                    .cookieHandler(new CookieManager())
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(
                                    client.send(HttpRequest.newBuilder(opened).build(), BodyHandlers.ofString())
                                            .body())
                            .contains("This takes more memory than Java has here, ", "java -Xmx1g"));
        } finally {
            console.destroyForcibly();
        }
    }
}
