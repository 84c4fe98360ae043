package org.abisession.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisRepository;
import org.abisession.redis.StoredSession;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows all that is stored of one session. */
@Command(
        name = "show",
        description = "Shows a session: metadata, attributes, the last turns. That counts as no access to it.")
final class ShowCommand extends StoreCommand {
    private static final int LONGEST = 200;

    @Parameters(
            paramLabel = "ID",
            description = "The digest that list shows, or a session id (after -- if it begins with -).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    String id;

    @Option(names = "--turns", paramLabel = "N", description = "How many turns, 3 unless given.")
    int turns = 3;

    @Option(names = "--full", description = "Values are not cut.")
    boolean full;

    ShowCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int run(Store store) {
        if (turns < 0) {
            throw new WrongUsageException("--turns must be 0 or more, was " + turns);
        }
        SessionId found = find(store, id);
        StoredSession session = store.browser()
                .read(found, true)
                .orElseThrow(() -> noSession(store.mask().id(found)));
        List<String> problems = new ArrayList<>(ForeignKeys.problems(store, session));
        List<Attribute> attributes = attributes(store, session, problems);
        List<ConversationEntry> last = lastTurns(store, found, problems);
        if (options.json) {
            json(store, session, attributes, last, problems);
        } else {
            print(store, session, attributes, last, problems.isEmpty());
            problems.forEach(problem -> store.console().note(problem));
        }
        return problems.isEmpty() ? AbiSession.FINE : AbiSession.FAILED;
    }

    private static List<Attribute> attributes(Store store, StoredSession session, List<String> problems) {
        List<Attribute> attributes = new ArrayList<>();
        try {
            if (session.hasRecord()) {
                store.browser()
                        .attributes(session.id())
                        .forEach((field, value) -> attributes.add(Attribute.of(field, value)));
            }
        } catch (SessionStoreException e) {
            problems.add("The attributes can't be read. " + e.getMessage());
        }
        attributes.sort(Comparator.comparing(Attribute::name));
        return attributes;
    }

    private List<ConversationEntry> lastTurns(Store store, SessionId found, List<String> problems) {
        Conversation conversation = conversation(store, found);
        try {
            return conversation.last(turns);
        } catch (SessionStoreException e) {
            problems.add("The conversation can't be read. " + e.getMessage());
            return List.of();
        }
    }

    static Conversation conversation(Store store, SessionId id) {
        return RedisRepository.open(store.connections(), store.settings(), ended -> {})
                .conversation(id);
    }

    private void print(
            Store store,
            StoredSession session,
            List<Attribute> attributes,
            List<ConversationEntry> last,
            boolean readable) {
        Console console = store.console();
        console.heading(store.mask().id(session.id()));
        head(store, session, readable)
                .forEach((name, value) -> console.line(String.format(Locale.ROOT, "  %-11s %s", name, value)));
        console.line("");
        console.heading("Metadata");
        console.line("  " + shown(store, session, session.metadata().text()));
        for (boolean control : new boolean[] {false, true}) {
            List<Attribute> some =
                    attributes.stream().filter(a -> a.control() == control).toList();
            if (!some.isEmpty()) {
                console.line("");
                console.heading(control ? "Control fields" : "Attributes");
                table(store, session, some).print(console, "  ");
            }
        }
        console.line("");
        console.line(
                "",
                "Conversation",
                ", " + Text.turns(session.turns()) + (last.size() < session.turns() ? ", the last " + last.size() : ""),
                Style.bold);
        TurnPrinter printed = new TurnPrinter(store, session.id());
        last.forEach(turn -> printed.print(turn, "  "));
    }

    private Table table(Store store, StoredSession session, List<Attribute> attributes) {
        Table table = new Table("NAME", "TYPE", "SIZE>", "VALUE");
        for (Attribute attribute : attributes) {
            table.row(
                    Text.cut(store.mask().text(session.id(), attribute.name()), 60),
                    Text.cut(attribute.type(), 60),
                    Text.bytes(attribute.size()),
                    shown(store, session, attribute.value()));
        }
        return table;
    }

    private String shown(Store store, StoredSession session, String text) {
        String masked = store.mask().text(session.id(), text);
        return full ? Text.printable(masked) : Text.cut(masked, LONGEST);
    }

    private static Map<String, String> head(Store store, StoredSession session, boolean readable) {
        Map<String, String> head = new LinkedHashMap<>();
        ListCommand.user(store, session).ifPresent(user -> head.put("user", Text.cut(user, 60)));
        session.createdAt().ifPresent(time -> head.put("created", time.toString()));
        session.idle().ifPresent(idle -> head.put("idle", Text.duration(idle)));
        head.put("expires in", session.expiresIn().map(Text::duration).orElse("never"));
        if (session.isOwn()) {
            Duration interval = session.interval();
            head.put("interval", interval.isZero() || interval.isNegative() ? "unlimited" : Text.duration(interval));
        }
        session.memory().ifPresent(bytes -> head.put("memory", Text.bytes(bytes)));
        if (!session.hasRecord() && readable) {
            head.put("attributes", "none: " + OwnerText.whyNoAttributes(session));
        }
        return head;
    }

    private void json(
            Store store,
            StoredSession session,
            List<Attribute> attributes,
            List<ConversationEntry> last,
            List<String> problems) {
        Map<String, @Nullable Object> json = ListCommand.json(store, session);
        json.put("metadata", store.mask().text(session.id(), session.metadata().text()));
        List<Map<String, Object>> fields = new ArrayList<>();
        for (Attribute attribute : attributes) {
            Map<String, Object> field = new LinkedHashMap<>();
            field.put("name", store.mask().text(session.id(), attribute.name()));
            field.put("control", attribute.control());
            field.put("type", attribute.type());
            field.put("bytes", attribute.size());
            field.put("value", store.mask().text(session.id(), attribute.value()));
            fields.add(field);
        }
        json.put("attributes", fields);
        json.put(
                "last_turns",
                last.stream()
                        .map(turn -> store.mask().text(session.id(), turn.json()))
                        .toList());
        json.put("problems", problems);
        store.console().json(json);
    }
}
