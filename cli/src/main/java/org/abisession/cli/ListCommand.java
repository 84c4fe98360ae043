package org.abisession.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import org.abisession.redis.StoredSession;
import org.abisession.store.ClientDetails;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists all sessions, the last used first. */
@Command(
        name = "list",
        description = "Lists the sessions, the last used first. With --json one line each, as they are found.",
        footer = {
            "",
            "--user takes the name that the user logs in with, as the container or the",
            "framework keeps it. In the table, user is the field user, username or user_id",
            "of the metadata; (login) where the container keeps one."
        })
final class ListCommand extends StoreCommand {
    private static final int USER_AGENT = 60;
    /** The number of sessions that are shown. More are only counted, unless --limit asks for more. */
    private static final int MOST_SHOWN = 10_000;
    /** The idle time of sessions whose last use is not known: it sorts them after all others. */
    static final Duration LONGEST_IDLE = Duration.ofSeconds(Long.MAX_VALUE);

    @Option(names = "--user", paramLabel = "NAME", description = "The sessions of this user of the application only.")
    @Nullable
    String userName;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many sessions; " + MOST_SHOWN + " unless given, with --json all.")
    @Nullable
    Integer limit;

    ListCommand(CliEnvironment environment) {
        super(environment);
    }

    /** Holds what a line of the table shows; the metadata are dropped to save memory. */
    private record Row(
            SessionId id,
            String user,
            Optional<Duration> idle,
            Optional<Duration> expiresIn,
            long turns,
            OptionalLong memory,
            ClientDetails client,
            List<String> otherApplications) {}

    /** Keeps the rows of those sessions that were used last, and counts all. */
    private static final class LastUsedRows {
        private static final Comparator<Row> ORDER =
                Comparator.comparing(row -> row.idle().orElse(LONGEST_IDLE));

        private final int most;
        private final PriorityQueue<Row> rows = new PriorityQueue<>(ORDER.reversed());
        private int count;

        LastUsedRows(int most) {
            this.most = most;
        }

        void add(Row row) {
            count++;
            rows.add(row);
            if (rows.size() > most) {
                rows.remove();
            }
        }

        /** Returns the rows, the last used first. */
        List<Row> sorted() {
            List<Row> sorted = new ArrayList<>(rows);
            sorted.sort(ORDER);
            return sorted;
        }

        int count() {
            return count;
        }
    }

    @Override
    int run(Store store) {
        if (limit != null && limit < 1) {
            throw new WrongUsageException("--limit must be 1 or more, was " + limit);
        }
        int most = limit != null ? limit : options.json ? Integer.MAX_VALUE : MOST_SHOWN;
        LastUsedRows rows = new LastUsedRows(most);
        boolean memoryKnown = true;
        int count = 0;
        try (Progress progress = progress(store, "Sessions")) {
            Set<SessionId> seen = new HashSet<>();
            Iterator<List<SessionId>> pages = pages(store);
            while (pages.hasNext()) {
                List<SessionId> page = pages.next().stream().filter(seen::add).toList();
                for (StoredSession session : store.browser().read(page, true)) {
                    memoryKnown &= session.memory().isPresent();
                    if (!options.json) {
                        rows.add(row(store, session));
                    } else if (count++ < most) {
                        store.console().json(json(store, session));
                    }
                }
                progress.step(PAGE);
                if (!store.console().flush() || (options.json && count >= most)) {
                    return AbiSession.FINE;
                }
            }
        }
        if (!options.json) {
            print(store, rows);
        }
        if (!memoryKnown) {
            store.console().note("bytes are unknown: Redis refuses MEMORY USAGE. Allow it to this user: +memory|usage");
        }
        return AbiSession.FINE;
    }

    private Iterator<List<SessionId>> pages(Store store) {
        if (userName == null) {
            return store.browser().sessions(PAGE);
        }
        List<List<SessionId>> pages = store.users().pages(userName);
        if (pages.isEmpty()) {
            throw UserStore.noSession(store, userName);
        }
        return pages.iterator();
    }

    private void print(Store store, LastUsedRows found) {
        List<Row> rows = found.sorted();
        boolean clients =
                userName != null && rows.stream().anyMatch(row -> !row.client().equals(ClientDetails.UNKNOWN));
        List<String> columns = new ArrayList<>(List.of("SESSION", "USER", "IDLE>", "EXPIRES IN>", "TURNS>", "BYTES>"));
        if (clients) {
            columns.addAll(List.of("ADDRESS", "USER AGENT"));
        }
        boolean others = rows.stream().anyMatch(row -> !row.otherApplications().isEmpty());
        if (others) {
            columns.add("APPLICATION");
        }
        Table table = new Table(columns.toArray(String[]::new));
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(
                    store.mask().id(row.id()),
                    row.user(),
                    row.idle().map(Text::duration).orElse("-"),
                    row.expiresIn().map(Text::duration).orElse("never"),
                    Long.toString(row.turns()),
                    row.memory().isPresent() ? Text.bytes(row.memory().getAsLong()) : "-"));
            if (clients) {
                cells.add(address(store, row.id(), row.client()).orElse("-"));
                cells.add(userAgent(store, row.id(), row.client())
                        .map(text -> Text.cut(text, USER_AGENT))
                        .orElse("-"));
            }
            if (others) {
                List<String> names = row.otherApplications();
                cells.add(names.isEmpty() ? "-" : OwnerText.names(names));
            }
            table.row(cells.toArray(String[]::new));
        }
        table.print(store.console(), "");
        if (rows.size() < found.count()) {
            store.console()
                    .note("... and " + (found.count() - rows.size()) + " more: --limit N shows more, --json all");
        }
    }

    private static Row row(Store store, StoredSession session) {
        return new Row(
                session.id(),
                user(store, session).map(name -> Text.cut(name, 24)).orElse("-"),
                session.idle(),
                session.expiresIn(),
                session.turns(),
                session.memory(),
                session.client(),
                session.otherApplications());
    }

    static Optional<String> user(Store store, StoredSession session) {
        return MetadataUserReader.user(session.metadata())
                .map(name -> store.mask().text(session.id(), name))
                .or(() -> session.authenticated() ? Optional.of("(login)") : Optional.empty());
    }

    /** Returns the address of the client at the login, if it is stored. */
    static Optional<String> address(Store store, SessionId id, ClientDetails client) {
        return client.knownAddress().map(text -> store.mask().text(id, text));
    }

    /** Returns the user agent at the login, if it is stored. */
    static Optional<String> userAgent(Store store, SessionId id, ClientDetails client) {
        return client.knownUserAgent().map(text -> store.mask().text(id, text));
    }

    /** Returns a session as JSON: times in seconds, sizes in bytes. */
    static Map<String, @Nullable Object> json(Store store, StoredSession session) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("session", store.mask().id(session.id()));
        line.put("user", user(store, session).orElse(null));
        line.put("created_at", session.createdAt().map(Object::toString).orElse(null));
        line.put("idle_seconds", session.idle().map(Duration::toSeconds).orElse(null));
        line.put(
                "expires_in_seconds",
                session.expiresIn().map(Duration::toSeconds).orElse(null));
        line.put("interval_seconds", session.interval().toSeconds());
        line.put("turns", session.turns());
        line.put("bytes", session.memory().isPresent() ? session.memory().getAsLong() : null);
        line.put("http_session", session.hasRecord());
        line.put("application", OwnerText.name(store, session));
        line.put("address", address(store, session.id(), session.client()).orElse(null));
        line.put("user_agent", userAgent(store, session.id(), session.client()).orElse(null));
        return line;
    }
}
