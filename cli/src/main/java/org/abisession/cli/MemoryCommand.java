package org.abisession.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abisession.cli.stored.KeyStateReader;
import org.abisession.redis.KeyName;
import org.abisession.redis.KeyName.Kind;
import org.abisession.redis.KeyState;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how much memory the sessions take in Redis. */
@Command(name = "memory", description = "Shows what the sessions take in Redis: by kind of key, and the largest.")
final class MemoryCommand extends StoreCommand {
    @Option(names = "--top", paramLabel = "N", description = "How many of the largest sessions, 10 unless given.")
    int top = 10;

    MemoryCommand(CliEnvironment environment) {
        super(environment);
    }

    /** Sums up the keys of one kind and their bytes. */
    private static final class Sum {
        private long keys;
        private long bytes;

        void add(long size) {
            keys++;
            bytes += size;
        }
    }

    /** Sums up the bytes of one session. */
    private static final class Sizes {
        private long metadata;
        private long conversation;
        private long attributes;

        void add(Kind kind, long size) {
            switch (kind) {
                case METADATA -> metadata += size;
                case CONVERSATION -> conversation += size;
                case ATTRIBUTES -> attributes += size;
                case OTHER -> {}
            }
        }

        long all() {
            return metadata + conversation + attributes;
        }
    }

    private final Map<Kind, Sum> kinds = new EnumMap<>(Kind.class);
    private final Map<SessionId, Sizes> sessions = new HashMap<>();
    private boolean restricted;

    @Override
    int run(Store store) {
        if (top < 0) {
            throw new WrongUsageException("--top must be 0 or more, was " + top);
        }
        for (Kind kind : Kind.values()) {
            kinds.put(kind, new Sum());
        }
        if (!count(store)) {
            throw new FailedException("Redis refuses MEMORY USAGE to this user. Allow it: ACL SETUSER "
                    + store.settings().redis().username().orElse("default") + " +memory|usage");
        }
        List<Map.Entry<SessionId, Sizes>> largest = new ArrayList<>(sessions.entrySet());
        largest.sort(Comparator.comparing(entry -> -entry.getValue().all()));
        largest = largest.subList(0, Math.min(top, largest.size()));
        if (options.json) {
            json(store, largest);
        } else {
            print(store, largest);
        }
        if (restricted) {
            store.console().note("Keys of other applications are not counted: Redis refuses them to this user.");
        }
        return AbiSession.FINE;
    }

    /** Counts all keys. Returns false if Redis refuses to report their sizes. */
    private boolean count(Store store) {
        try (Progress progress = progress(store, "Keys")) {
            Iterator<List<KeyName>> pages = store.browser().keys(PAGE);
            KeyStateReader reader = new KeyStateReader(store.browser(), store.settings());
            while (pages.hasNext()) {
                for (KeyState state : reader.read(pages.next(), true)) {
                    if (state.exists() && state.memory().isEmpty()) {
                        return false;
                    }
                    state.memory().ifPresent(bytes -> add(state.key(), bytes));
                }
                progress.step(PAGE);
            }
            restricted = reader.isRestricted();
        }
        return true;
    }

    private void add(KeyName key, long bytes) {
        kinds.getOrDefault(key.kind(), new Sum()).add(bytes);
        key.id().ifPresent(id -> sessions.computeIfAbsent(id, i -> new Sizes()).add(key.kind(), bytes));
    }

    private void print(Store store, List<Map.Entry<SessionId, Sizes>> largest) {
        Console console = store.console();
        Table table = new Table("KEYS session:*", "COUNT>", "BYTES>");
        Sum all = new Sum();
        kinds.forEach((kind, sum) -> {
            table.row(title(kind), Long.toString(sum.keys), Text.bytes(sum.bytes));
            all.keys += sum.keys;
            all.bytes += sum.bytes;
        });
        table.row("all", Long.toString(all.keys), Text.bytes(all.bytes));
        table.print(console, "");
        console.line("");
        Table tops = new Table("LARGEST OF " + sessions.size(), "BYTES>", "METADATA>", "CONVERSATION>", "ATTRIBUTES>");
        for (var session : largest) {
            Sizes sizes = session.getValue();
            tops.row(
                    store.mask().id(session.getKey()),
                    Text.bytes(sizes.all()),
                    Text.bytes(sizes.metadata),
                    Text.bytes(sizes.conversation),
                    Text.bytes(sizes.attributes));
        }
        tops.print(console, "");
    }

    private void json(Store store, List<Map.Entry<SessionId, Sizes>> largest) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        kinds.forEach((kind, sum) -> json.put(title(kind), Map.of("keys", sum.keys, "bytes", sum.bytes)));
        json.put("sessions", sessions.size());
        json.put("largest", largest.stream().map(entry -> bytes(store, entry)).toList());
        store.console().json(json);
    }

    private static Map<String, Object> bytes(Store store, Map.Entry<SessionId, Sizes> session) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("session", store.mask().id(session.getKey()));
        json.put("bytes", session.getValue().all());
        json.put("metadata", session.getValue().metadata);
        json.put("conversation", session.getValue().conversation);
        json.put("attributes", session.getValue().attributes);
        return json;
    }

    private static String title(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
