package org.abisession.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.abisession.redis.RedisUserIndex;
import org.abisession.store.ClientDetails;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.abisession.store.UserRecord;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands on the sessions of a user, and of everybody. */
class UserCommandsTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private Stored stored;

    @BeforeEach
    void open() {
        redis.client().flushAll();
        stored = new Stored(redis.uri());
    }

    @AfterEach
    void close() {
        stored.close();
    }

    private static Cli cli() {
        return Cli.at(redis.uri());
    }

    private SessionId login(String user) {
        return login(user, ClientDetails.UNKNOWN);
    }

    private SessionId login(String user, ClientDetails client) {
        SessionId id = SessionId.random();
        long epoch = new RedisUserIndex(stored.connections(), stored.settings())
                .enter(user, id, Duration.ofHours(1))
                .orElseThrow()
                .epoch()
                .orElseThrow();
        Instant now = Instant.parse("2024-01-15T10:30:00Z");
        Map<String, byte[]> fields = new HashMap<>(
                Map.of("@user", ('"' + user + '"').getBytes(UTF_8), "@login", UserRecord.login(epoch, now)));
        if (!client.equals(ClientDetails.UNKNOWN)) {
            fields.put("@client", client.toJson());
        }
        stored.repository()
                .create(new SessionSnapshot(id, now, now, Duration.ofHours(1), false, fields, SharedMetadata.NONE));
        return id;
    }

    @Test
    void listUser_sessionsOfTwoUsers_showsHis() {
        SessionId one = login("ada");
        SessionId two = login("ada");
        SessionId other = login("bob");

        String out = cli().run("list", "--user", "ada").out();

        assertThat(out).contains(one.toString(), two.toString()).doesNotContain(other.toString());
        Cli.Outcome none = cli().run("list", "--user", "eve");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("User eve has no session in the application /.");
    }

    @Test
    void listUser_clientDetailsAreStored_showsThemAsPlainText() {
        login("ada", ClientDetails.of("Phone/1.0 \u00e9", "2001:db8::1"));
        login("ada");

        assertThat(cli().run("list", "--user", "ada").out())
                .contains("ADDRESS", "USER AGENT", "2001:db8::1", "Phone/1.0 \u00e9");
        assertThat(cli().run("list").out()).doesNotContain("2001:db8::1");
        assertThat(cli().run("list", "--user", "ada", "--json").out())
                .contains("\"address\":\"2001:db8::1\"", "\"user_agent\":\"Phone/1.0 \u00e9\"", "\"address\":null");
    }

    @Test
    void listUser_clientDetailsHaveAnId_masksIt() {
        SessionId id = login("ada");
        redis.client().hset("session:" + id.value() + ":attributes", "@client", "[\"" + id.value() + "\",\"a\"]");

        assertThat(cli().run("list", "--user", "ada").out()).doesNotContain(id.value());
    }

    @Test
    void endUser_dryRunThenYes_endsHisAlone() {
        SessionId one = login("ada");
        login("ada");
        SessionId other = login("bob");

        assertThat(cli().run("end", "--user", "ada", "--dry-run").out()).contains("2 sessions would end");
        assertThat(stored.repository().find(one)).isPresent();
        assertThat(cli().run("end", "--user", "ada", "--yes").out()).contains("2 sessions ended");

        assertThat(stored.repository().find(one)).isEmpty();
        assertThat(stored.repository().find(other)).isPresent();
        assertThat(cli().run("end", "--user", "ada", "--yes").code()).isEqualTo(1);
    }

    @Test
    void endAll_agreed_endsEverybodys() {
        login("ada");
        SessionId other = stored.session("bob", Map.of());

        assertThat(cli().answering("n").run("end", "--all").code()).isEqualTo(1);
        assertThat(stored.repository().find(other)).isPresent();
        Cli.Outcome end = cli().answering("y").run("end", "--all");

        assertThat(end.err()).contains("End 2 sessions of everybody? [y/N]");
        assertThat(end.out()).contains("2 sessions ended");
        assertThat(stored.repository().find(other)).isEmpty();

        stored.session("zoe", Map.of());
        assertThat(cli().answering("n").run("end", "--all").err()).contains("End 1 session of everybody? [y/N]");
    }

    @Test
    void endAll_failsOnTheWay_saysHowManyHaveEnded() {
        for (int i = 0; i < 20; i++) {
            stored.session(SessionId.of("ada-session-number-" + i), "ada", Map.of(), Duration.ofHours(1));
        }
        stored.session(SessionId.of("zoe-session-that-stays"), "zoe", Map.of(), Duration.ofHours(1));
        redis.acl("SETUSER", "half", "on", ">half", "+@all", "~session:ada*", "~abi-session:*", "%R~session:zoe*");
        try {
            Cli.Outcome end =
                    cli().run("end", "--all", "--yes", "--set", "redis-username=half", "--set", "redis-password=half");
            int left = redis.keys("session:ada*:metadata").size();
            assertThat(end.err())
                    .contains(
                            "\n" + (left == 19 ? "1 session" : 20 - left + " sessions")
                                    + " had ended when this failed:",
                            "NOPERM");
            assertThat(end.code()).isEqualTo(1);
        } finally {
            redis.acl("DELUSER", "half");
        }
    }

    @Test
    void end_noneOrTwoOfIdUserAndAll_isWrongUsage() {
        assertThat(cli().run("end", "--yes").code()).isEqualTo(2);
        assertThat(cli().run("end", "--yes", "--all", "--user", "ada").code()).isEqualTo(2);
    }
}
