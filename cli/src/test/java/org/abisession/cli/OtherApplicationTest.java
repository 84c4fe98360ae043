package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;
import tools.jackson.databind.JsonNode;

/** The commands on sessions that another application has, where the setting {@code app} is not its name. */
class OtherApplicationTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private Stored shop;

    @BeforeEach
    void open() {
        redis.client().flushAll();
        shop = new Stored(redis.uri(), "app", "shop");
        redis.client().hset("abi-session:applications", "shop", "1");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private static Cli cli() {
        return Cli.at(redis.uri());
    }

    private static SessionId adopted() {
        SessionId id = SessionId.random();
        redis.client()
                .set(Stored.key(id, "metadata"), "{}", SetParams.setParams().ex(600));
        return id;
    }

    @Test
    void endAll_sessionsOfAnotherApplication_endsNoneSaysWhoseTheyAreAndFails() {
        SessionId one = shop.session("ada", Map.of("cart", "1"));
        shop.session("bob", Map.of());

        for (String how : new String[] {"--dry-run", "--yes"}) {
            Cli.Outcome end = cli().run("end", "--all", how);
            assertThat(end.code()).as(how).isEqualTo(1);
            assertThat(end.out()).startsWith(how.equals("--yes") ? "0 sessions ended." : "0 sessions would end.");
            assertThat(end.err()).contains("2 sessions of the application shop stay: --set app=shop ends them.");
        }
        assertThat(shop.repository().find(one)).isPresent();

        Cli.Outcome end = cli().run("end", "--all", "--yes", "--set", "app=shop");
        assertThat(end.code()).isZero();
        assertThat(end.out()).startsWith("2 sessions ended. A node of the application calls");
        assertThat(shop.repository().find(one)).isEmpty();
    }

    @Test
    void endAll_sessionsOfSeveralApplications_endsAsManyAsDryRunSays() {
        try (Stored root = new Stored(redis.uri())) {
            redis.client().hset("abi-session:applications", "", "1");
            shop.session("ada", Map.of());
            root.session("bob", Map.of());
            adopted();
            SessionId both = root.session("eve", Map.of());
            redis.client().hset(Stored.key(both, "attributes:shop"), "a", "1");
            redis.client().pexpire(Stored.key(both, "attributes:shop"), 900_000);

            assertThat(cli().run("end", "--all", "--dry-run", "--json")
                            .json()
                            .get("sessions")
                            .asInt())
                    .isEqualTo(3);
            Cli.Outcome end = cli().run("end", "--all", "--yes");

            assertThat(end.out()).startsWith("3 sessions ended.");
            assertThat(end.err()).contains("1 session of the application shop stay");
            assertThat(end.code()).isZero();
        }
    }

    @Test
    void endAll_noSessionAtAll_isFine() {
        Cli.Outcome end = cli().run("end", "--all", "--yes");
        assertThat(end.out()).isEqualTo("0 sessions ended." + System.lineSeparator());
        assertThat(end.code()).isZero();
    }

    @Test
    void end_sessionOfAnotherApplication_saysWhoseItIsAndFails() {
        SessionId id = shop.session("ada", Map.of("cart", "1"));
        for (String how : new String[] {"--dry-run", "--yes"}) {
            Cli.Outcome end = cli().run("end", how, id.toString());
            assertThat(end.code()).isEqualTo(1);
            assertThat(end.err()).contains(id + " belongs to the application shop: --set app=shop");
        }
        assertThat(shop.repository().find(id)).isPresent();
        try (Stored root = new Stored(redis.uri())) {
            redis.client().hset("abi-session:applications", "", "1");
            SessionId ofRoot = root.session("bob", Map.of());
            assertThat(cli().run("end", "--yes", "--set", "app=shop", ofRoot.toString())
                            .err())
                    .contains(ofRoot + " belongs to the application /: leave the setting app out");
        }
    }

    @Test
    void show_sessionOfAnotherApplication_saysWhoseItIs() {
        SessionId id = shop.session("ada", Map.of("cart", "1"));
        Cli.Outcome show = cli().run("show", id.toString());
        assertThat(show.out())
                .contains("attributes  none: it belongs to the application shop: --set app=shop")
                .doesNotContain("Python", "interval", "idle");
        assertThat(cli().run("show", adopted().toString()).out()).contains("none: the Python application began it");
    }

    @Test
    void list_sessionsOfSeveralApplications_namesThem() {
        SessionId id = shop.session("ada", Map.of("cart", "1"));
        SessionId python = adopted();
        assertThat(cli().run("list").out())
                .containsPattern("BYTES +APPLICATION")
                .containsPattern(id + " +ada +- .* shop")
                .containsPattern(python + ".* -");
        JsonNode line = cli().run("list", "--json").lines().stream()
                .filter(json -> json.get("session").asString().equals(id.toString()))
                .findFirst()
                .orElseThrow();
        assertThat(line.get("application").asString()).isEqualTo("shop");
        assertThat(line.get("http_session").asBoolean()).isFalse();
        assertThat(line.get("idle_seconds").isNull()).isTrue();
        JsonNode own =
                cli().run("show", "--json", "--set", "app=shop", id.toString()).json();
        assertThat(own.get("application").asString()).isEqualTo("shop");
        assertThat(own.get("http_session").asBoolean()).isTrue();
    }

    @Test
    void user_whoHasNoSession_isNamedWithTheOtherApplicationsAndExitCode1() {
        for (String command : new String[] {"list --user ada", "end --yes --user ada", "end --dry-run --user ada"}) {
            Cli.Outcome outcome = cli().run(command.split(" ", -1));
            assertThat(outcome.code()).as(command).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("User ada has no session in the application /. Others here are shop: --set app=NAME");
        }
        String id = SessionId.random().value();
        assertThat(cli().run("end", "--yes", "--user=" + id).all())
                .contains("The user has no session")
                .doesNotContain(id);
    }

    @Test
    void application_ofAnyNameInRedis_isNoCommandToCopy() {
        String name = "shop; rm -rf \u202e";
        redis.client().hset("abi-session:applications", name, "1");
        SessionId id = adopted();
        redis.client().hset(Stored.key(id, "attributes:" + name), "a", "1");
        redis.client()
                .pexpire(
                        Stored.key(id, "attributes:" + name),
                        Duration.ofHours(1).toMillis());
        Cli.Outcome end = cli().run("end", "--yes", id.toString());
        assertThat(end.err()).contains("--set app=NAME").doesNotContain("app=shop", "\u202e");
    }
}
