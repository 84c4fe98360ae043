package org.abisession.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.abisession.SessionStoreException;
import org.abisession.cli.stored.KeyStateReader;
import org.abisession.redis.KeyName;
import org.abisession.redis.KeyName.Kind;
import org.abisession.redis.KeyState;
import org.abisession.redis.StoredSession;
import org.abisession.redis.StoredSession.Owner;
import org.abisession.store.SessionId;

/** Checks a sample of the stored sessions, found by SCAN, in a bounded time. */
final class SampleChecks {
    private static final int PAGE = 500;
    private static final int MOST_KEYS = 3000;
    private static final int MOST_READ = 200;
    private static final Duration TOLERATED = Duration.ofSeconds(5);
    private static final Pattern KEYSPACE = Pattern.compile("db(\\d+):keys=(\\d+).*");

    private final Server server;
    private final RedisTarget target;
    private final Report report;
    private final boolean infoAllowed;
    private final Duration longest;
    private final long begun = System.nanoTime();
    private final List<KeyState> states = new ArrayList<>();
    private final Map<SessionId, StoredSession> sessions = new LinkedHashMap<>();

    SampleChecks(Server server, Report report, boolean infoAllowed, Duration longest) {
        this.server = server;
        this.target = server.target();
        this.report = report;
        this.infoAllowed = infoAllowed;
        this.longest = longest;
    }

    void check() {
        try {
            collect();
            if (states.isEmpty()) {
                otherDatabases();
            }
            types();
            withoutTtl();
            shorterMetadata();
            braces();
            new ValueChecks(server, report)
                    .check(sessions.values().stream().limit(MOST_READ).toList(), this::goesOn);
        } catch (SessionStoreException e) {
            report.add(Finding.info(
                    "not-checked-sessions",
                    "Could not look at the stored sessions: " + e.getMessage(),
                    "Values and expiries were not checked.",
                    "See the other findings."));
        }
    }

    private boolean goesOn() {
        return System.nanoTime() - begun < longest.toNanos()
                && !Thread.currentThread().isInterrupted();
    }

    private void collect() {
        Iterator<List<KeyName>> pages = server.browser().keys(PAGE);
        KeyStateReader reader = new KeyStateReader(server.browser(), server.settings());
        while (pages.hasNext() && states.size() < MOST_KEYS && goesOn()) {
            states.addAll(reader.read(pages.next(), false).stream()
                    .filter(KeyState::exists)
                    .toList());
        }
        boolean braces = server.settings().hashTags();
        List<SessionId> ids = states.stream()
                .map(KeyState::key)
                .filter(key -> key.kind() != Kind.OTHER && key.braces() == braces)
                .flatMap(key -> key.id().stream())
                .distinct()
                .toList();
        server.browser().read(ids, false).forEach(session -> sessions.put(session.id(), session));
        report.saw(states.size() + " keys of " + sessions.size() + " sessions" + (pages.hasNext() ? ", a sample" : ""));
    }

    private void otherDatabases() {
        if (!infoAllowed) {
            return;
        }
        server.ask("info", "keyspace")
                .ifPresent(answer -> answer.toString().lines().forEach(line -> {
                    var other = KEYSPACE.matcher(line.strip());
                    if (other.matches()
                            && !other.group(1)
                                    .equals(Integer.toString(target.redis().database()))) {
                        report.add(Finding.info(
                                "other-database",
                                "Database " + target.redis().database() + " has no session; database " + other.group(1)
                                        + " has " + other.group(2) + " keys.",
                                "If the Python application works there, the two applications don't see each other's sessions.",
                                "Set REDIS_DB=" + other.group(1) + ", if the sessions are there."));
                    }
                }));
    }

    private void types() {
        Map<Kind, String> wanted = Map.of(Kind.METADATA, "string", Kind.CONVERSATION, "list", Kind.ATTRIBUTES, "hash");
        List<KeyState> wrong = states.stream()
                .filter(state -> wanted.containsKey(state.key().kind()))
                .filter(state -> !state.type().equals(wanted.get(state.key().kind())))
                .toList();
        if (!wrong.isEmpty()) {
            KeyState first = wrong.get(0);
            String kind = FindingText.kind(first);
            report.add(Finding.error(
                    "wrong-type",
                    FindingText.count(wrong.size(), "key") + " of another Redis type, such as the " + kind + " of "
                            + FindingText.session(first) + ": a " + first.type() + ", must be a "
                            + wanted.get(first.key().kind()) + ".",
                    "Requests of such a session fail, or go on without what is there.",
                    "Find who writes it; then abi-session end " + FindingText.session(first) + ", or "
                            + target.cli("DEL 'session:<id>:" + kind + "'") + " (abi-session show "
                            + FindingText.session(first) + " --show-ids has the id)."));
        }
    }

    private void withoutTtl() {
        List<KeyState> without = states.stream()
                .filter(state -> state.key().kind() != Kind.OTHER)
                .filter(state -> state.timeToLive().isEmpty())
                .filter(state -> !isImmortal(state))
                .filter(state -> !isImmortalElsewhere(state))
                .toList();
        if (!without.isEmpty()) {
            KeyState first = without.get(0);
            String kind = FindingText.kind(first);
            report.add(Finding.warning(
                    "no-ttl",
                    FindingText.count(without.size(), "key") + " without an expiry, such as the " + kind + " of "
                            + FindingText.session(first) + ".",
                    "They never expire, and fill the memory.",
                    target.cli("EXPIRE 'session:<id>:" + kind + "' 86400") + " (list --show-ids has the ids), and have"
                            + " the writer set it: SET with EX, EXPIRE after RPUSH."));
        }
    }

    /** Returns whether the application has given the session no end. */
    private boolean isImmortal(KeyState state) {
        Optional<StoredSession> session = state.key().id().map(sessions::get);
        return session.isPresent()
                && session.get().hasRecord()
                && session.get().expiresIn().isEmpty()
                && (session.get().interval().isZero()
                        || session.get().interval().isNegative());
    }

    /**
     * Returns whether another application has given the session no end, or may have: that is not known of one whose
     * record there was not looked at.
     */
    private boolean isImmortalElsewhere(KeyState state) {
        Optional<SessionId> id = state.key().id();
        List<KeyState> others = states.stream()
                .filter(other -> other.key().kind() == Kind.ATTRIBUTES)
                .filter(other -> !other.key().app().equals(server.settings().app()))
                .filter(other -> other.key().id().equals(id))
                .toList();
        boolean unseen = others.isEmpty()
                && id.map(sessions::get)
                        .filter(session -> session.owner() == Owner.OTHER_APPLICATION)
                        .isPresent();
        return unseen || others.stream().anyMatch(other -> other.timeToLive().isEmpty());
    }

    private void shorterMetadata() {
        Map<SessionId, Duration> metadata = new HashMap<>();
        for (KeyState state : states) {
            if (state.key().kind() == Kind.METADATA) {
                state.timeToLive()
                        .ifPresent(ttl -> metadata.put(state.key().id().orElseThrow(), ttl));
            }
        }
        List<StoredSession> shorter = sessions.values().stream()
                .filter(session -> session.hasRecord() && session.expiresIn().isPresent())
                .filter(session -> metadata.containsKey(session.id()))
                .filter(session -> session.expiresIn()
                                .orElseThrow()
                                .minus(metadata.get(session.id()))
                                .compareTo(TOLERATED)
                        > 0)
                .toList();
        if (!shorter.isEmpty()) {
            SessionId id = shorter.get(0).id();
            report.add(Finding.warning(
                    "metadata-ends-early",
                    "The metadata of " + FindingText.count(shorter.size(), "session")
                            + " goes before the session does, such as "
                            + id + " by "
                            + shorter.get(0)
                                    .expiresIn()
                                    .orElseThrow()
                                    .minus(metadata.get(id))
                                    .toSeconds() + " s.",
                    "Without metadata there is no session: the user is logged out in the middle.",
                    "Have the writer keep the expiry: SET ... KEEPTTL, or EX 86400 at least."));
        }
    }

    private void braces() {
        boolean wanted = server.settings().hashTags();
        long other = states.stream()
                .filter(state -> state.key().kind() != Kind.OTHER && state.key().braces() != wanted)
                .count();
        if (other > 0) {
            report.add(Finding.warning(
                    "hash-tags",
                    FindingText.count(other, "key") + (wanted ? " without" : " with")
                            + " braces around the id, and hash-tags is " + wanted + ".",
                    "Their writer and this application don't see each other's sessions.",
                    "Set ABI_SESSION_HASH_TAGS=" + !wanted + "; or have the writer name its keys session:"
                            + (wanted ? "{<id>}" : "<id>") + ":metadata."));
        }
    }
}
