package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;
import tools.jackson.databind.JsonNode;

class ListCommandTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private Stored stored;

    @BeforeEach
    void open() {
        stored = new Stored(redis.uri());
    }

    @AfterEach
    void close() {
        stored.close();
    }

    private static Cli cli() {
        return Cli.at(redis.uri());
    }

    private SessionId ada() {
        SessionId id = stored.session("ada", Map.of("cart", "[\"tea\"]", "seen", "{\"@type\":\"long\",\"value\":5}"));
        stored.turn(id, "What sold best?", "Tea.");
        return id;
    }

    @Test
    void list_sessions_showsEachOnceLastUsedFirstWithoutIds() {
        SessionId older = ada();
        redis.client()
                .pexpire(Stored.key(older, "attributes"), Duration.ofMinutes(35).toMillis());
        SessionId newer = stored.session("bob", Map.of());
        redis.client().set("session:flask", "x", SetParams.setParams().ex(60));
        Cli.Outcome list = cli().run("list");
        assertThat(list.code()).isZero();
        assertThat(list.err()).isEmpty();
        List<String> lines = list.out().lines().toList();
        assertThat(lines.get(0)).matches("SESSION +USER +IDLE +EXPIRES IN +TURNS +BYTES");
        assertThat(lines.get(1)).startsWith(newer + "  bob").containsPattern("\\b(60 min|1 h|59 min 59 s) +0 ");
        assertThat(lines.get(2))
                .startsWith(older + "  ada")
                .containsPattern("\\b(30 min|29 min 5\\d s) +1 +[\\d.]+ k?B");
        assertThat(lines).hasSize(3);
        assertThat(cli().run("list", "--limit", "1").out()).contains("bob").doesNotContain("ada");
        assertThat(cli().run("list", "--show-ids").out()).contains(older.value(), newer.value());
    }

    /** On a terminal a Japanese letter or an emoji is two columns wide, and an accent of its own none. */
    @Test
    void list_namesOfWideLetters_keepsItsColumns() {
        for (String name : List.of("ada", "日本語ユーザー", "e\u0301ve", "😀😀", "민준")) {
            stored.session(name, Map.of());
        }
        List<String> rows = cli().run("list").out().lines().skip(1).toList();
        assertThat(rows).hasSize(5);
        assertThat(rows.stream().map(row -> Text.columns(row.substring(0, row.lastIndexOf(" 0 ")))))
                .as("%s", rows)
                .containsOnly(Text.columns(rows.get(0).substring(0, rows.get(0).lastIndexOf(" 0 "))));
        assertThat(Text.columns("ada")).isEqualTo(3);
        assertThat(Text.columns("日本語")).isEqualTo(6);
        assertThat(Text.columns("e\u0301ve")).isEqualTo(3);
        assertThat(Text.columns("😀")).isEqualTo(2);
    }

    @Test
    void list_redisDoesNotAnswerForASecond_waits() {
        ada();
        try (Jedis operator = new Jedis(redis.uri())) {
            operator.clientPause(1000);
        }

        Cli.Outcome list = cli().run("list");

        assertThat(list.err()).isEmpty();
        assertThat(list.out()).contains("ada");
    }

    @Test
    void list_json_isALineEach() {
        SessionId id = ada();
        JsonNode line = cli().run("list", "--json").lines().get(0);
        assertThat(line.get("session").asString()).isEqualTo(id.toString());
        assertThat(line.get("user").asString()).isEqualTo("ada");
        assertThat(line.get("turns").asInt()).isEqualTo(1);
        assertThat(line.get("expires_in_seconds").asInt()).isBetween(3500, 3600);
        assertThat(line.get("bytes").asInt()).isPositive();
        assertThat(line.get("created_at").asString()).isEqualTo("2024-01-15T10:30:00.123Z");
        assertThat(line.get("http_session").asBoolean()).isTrue();
    }

    @Test
    void list_otherApplication_readsItsAttributesOnly() {
        ada();
        assertThat(cli().run("list", "--json", "--set", "app=shop")
                        .lines()
                        .get(0)
                        .get("http_session")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void list_manySessions_findsAllInPages() {
        for (int i = 0; i < 1200; i++) {
            redis.client()
                    .set(
                            Stored.key(SessionId.random(), "metadata"),
                            "{}",
                            SetParams.setParams().ex(600));
        }
        assertThat(cli().run("list", "--json").out().lines().distinct()).hasSize(1200);
    }

    @Test
    void list_oneNearItsAbsoluteEnd_isSortedByItsLastUse() {
        SessionId used = stored.session(
                SessionId.random(),
                "ada",
                Map.of(
                        "@ends_at", Long.toString(System.currentTimeMillis() + 3_600_000),
                        "@last_accessed_at", Long.toString(System.currentTimeMillis() - 5_000)),
                Duration.ofHours(24));
        redis.client().pexpire(Stored.key(used, "attributes"), 3_600_000 + 300_000);
        SessionId idle = stored.session("bob", Map.of());
        redis.client()
                .pexpire(Stored.key(idle, "attributes"), Duration.ofMinutes(35).toMillis());

        List<String> lines = cli().run("list").out().lines().toList();

        assertThat(lines.get(1)).startsWith(used.toString()).containsPattern("ada +\\d+ s ");
        assertThat(lines.get(2)).startsWith(idle.toString());
    }
}
