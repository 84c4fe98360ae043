package org.abisession.cli.doctor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisRepository;
import org.abisession.redis.RedisUserIndex;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.abisession.store.UserIndex;

/**
 * Checks with a session of its own whether the user of Redis may do what sessions need, and whether it may do much
 * more.
 */
final class PermissionChecks {
    /** The size in bytes from which a session's large values may be deferred. */
    private static final int LARGE = 65_536;

    /** Commands that end or show the sessions of all applications, with the number of arguments that each takes. */
    private static final List<List<String>> DANGEROUS = List.of(
            List.of("flushall"),
            List.of("config", "set", "a", "b"),
            List.of("keys", "*"),
            List.of("shutdown"),
            List.of("acl", "setuser", "a"),
            List.of("get", "another:key"));

    private final Server server;
    private final RedisTarget target;
    private final Refusals refusals;
    private final Report report;

    PermissionChecks(Server server, Refusals refusals, Report report) {
        this.server = server;
        this.target = server.target();
        this.refusals = refusals;
        this.report = report;
    }

    void check() {
        String step = "";
        SessionId id = SessionId.random();
        SessionId renewed = SessionId.random();
        // The interval bounds how long a key stays that Redis refuses to delete.
        SessionSettings settings = server.settings();
        SessionRepository sessions = RedisRepository.open(server.connections(), settings, ended -> {});
        byte[] large = ('"' + " ".repeat(LARGE) + '"').getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> field = Map.of("doctor", large);
        Instant now = Instant.EPOCH;
        try {
            step = "making a session";
            sessions.create(
                    new SessionSnapshot(id, now, now, Duration.ofMinutes(1), false, field, SharedMetadata.NONE));
            step = "reading a session";
            sessions.find(id);
            step = "reading a session again, which defers large values";
            Optional<SessionSnapshot> found = sessions.find(id);
            step = "saving a session";
            if (found.isPresent()) {
                sessions.save(found.get(), SessionDelta.of(Map.of(), Set.of("doctor")));
            }
            step = "a turn of the conversation";
            sessions.conversation(id).append(ConversationEntry.builder("doctor").build());
            sessions.conversation(id).last(1);
            sessions.conversation(id).size();
            step = "changing an id";
            sessions.changeId(id, renewed);
            step = "ending a session";
            sessions.delete(renewed);
            sessions.delete(id);
            step = "the sessions of a user";
            users(settings);
            step = "looking for sessions that have ended (SCAN)";
            server.browser().sessions(1).next();
            String lock = new SampleKeys(settings).lock().name();
            step = "the lock of the nodes (key " + lock + ")";
            server.console().runOnKey("pttl", lock);
            step = "looking for sessions of other applications";
            others();
            // Those above were most likely known to Redis; after its restart they are not.
            step = "running a script that it does not know yet (EVAL)";
            server.console().run("eval", "return(1)", "0");
            channel(settings);
            step = "what moves between the nodes of a cluster";
            if (new MissingPermissions(server).isAnyOfCluster()) {
                report.bad("session", step + ": refused");
                report.add(tooNarrow(server, step));
            } else {
                report.good("session", "made, read, saved, renamed, ended");
            }
        } catch (SessionStoreException e) {
            report.bad("session", step + ": " + e.getMessage());
            refusals.add(step, e);
            remove(sessions, id, renewed);
        }
        tooWide();
    }

    private void users(SessionSettings settings) {
        UserIndex users = new RedisUserIndex(server.connections(), settings);
        SessionId id = SessionId.random();
        String nobody = "doctor-" + id.toString().substring("session#".length());
        if (users.enter(nobody, id, Duration.ofMinutes(1)).isEmpty()) {
            report.add(Finding.info(
                    "users-not-kept",
                    "Redis refuses to the user " + target.user()
                            + " to keep the sessions of each user of the application.",
                    "They can't be listed, limited or ended by user.",
                    target.change("ACL SETUSER " + target.user()
                            + " ~abi-session:* +zadd +zrange +zrem +zremrangebyscore +zscan +zscore")));
            return;
        }
        int unused = users.drop(nobody, users.entries(nobody), true);
    }

    /** Looks whether other nodes could ask for the leases of one: by the command, and the channel, that they need. */
    private void channel(SessionSettings settings) {
        if (settings.nearCache().isEmpty()) {
            return;
        }
        try {
            server.console().run("publish", "abi-session:lease:doctor", "0");
        } catch (SessionStoreException e) {
            report.add(Finding.info(
                    "near-cache-off",
                    "Redis refuses to the user " + target.user() + " to publish on channels abi-session:lease:*.",
                    "The setting near-cache has no effect.",
                    target.change("ACL SETUSER " + target.user() + " " + UserRules.shell(UserRules.OF_NEAR_CACHE))));
        }
    }

    private void others() {
        List<String> unseen = server.browser().unseenApplications();
        if (!unseen.isEmpty()) {
            String name = unseen.get(0).isEmpty() ? "the root context" : unseen.get(0);
            report.add(Finding.warning(
                    "others-not-seen",
                    "Redis does not let the user " + target.user() + " see whether another application has a session,"
                            + " such as " + name + ".",
                    "No session of the Python application is taken on, and what applications share stays when a"
                            + " session ends.",
                    target.change("ACL SETUSER " + target.user() + " '(+exists ~session:*:attributes*)'")));
        }
    }

    private static void remove(SessionRepository sessions, SessionId... ids) {
        for (SessionId id : ids) {
            try {
                sessions.delete(id);
            } catch (SessionStoreException e) {
                return; // what is left goes by its expiry
            }
        }
    }

    static Finding tooNarrow(Server server, String what) {
        RedisTarget target = server.target();
        String missing = UserRules.shell(new MissingPermissions(server).find());
        String all =
                target.change("ACL SETUSER " + target.user() + " on '>PASSWORD' " + UserRules.of(server.settings()));
        return Finding.error(
                "permissions-too-narrow",
                "Redis refuses " + what + " to the user " + target.user() + "."
                        + (missing.isEmpty() ? "" : " Missing: " + missing + "."),
                "Sessions don't work, or not always, without it.",
                missing.isEmpty()
                        ? all
                        : target.change("ACL SETUSER " + target.user() + " " + missing)
                                + "; a user with all that is needed: " + all);
    }

    private void tooWide() {
        Optional<Object> me = server.ask("acl", "WHOAMI");
        if (me.isEmpty()) {
            report.add(Finding.info(
                    "not-checked-acl",
                    "Could not check whether the user " + target.user()
                            + " may do more than it needs: Redis refuses ACL" + " to it.",
                    "A user that may do little can do little harm. That ACL is refused is a good sign.",
                    target.cli("ACL GETUSER " + target.user()) + ", as an administrator"));
            return;
        }
        String user = me.get().toString();
        if (user.equals("default") && target.isLocal()) {
            return; // a Redis for development
        }
        List<String> allowed = new ArrayList<>();
        for (List<String> command : DANGEROUS) {
            List<String> words = new ArrayList<>(List.of("DRYRUN", user));
            words.addAll(command);
            Optional<Object> answer = server.ask("acl", words.toArray(String[]::new));
            if (answer.filter("OK"::equals).isPresent()) {
                allowed.add(String.join(" ", command).toUpperCase(Locale.ROOT));
            }
        }
        if (!allowed.isEmpty()) {
            report.add(Finding.warning(
                    "permissions-too-wide",
                    "The user " + user + " may do more than sessions need: " + String.join(", ", allowed) + ".",
                    "Anyone who breaks into the application can read and delete all data in this Redis.",
                    target.change("ACL SETUSER abi-session on '>PASSWORD' " + UserRules.of(server.settings()))
                            + ", and REDIS_USERNAME=abi-session with that REDIS_PASSWORD"));
        }
    }
}
