package org.abisession.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Describes what the listeners of all nodes have noted, by the mark of the session. */
final class Events {
    /** Each of these must come once for every session, {@code destroyed} as the first. */
    private static final List<String> ONCE = List.of("destroyed", "unbound", "removed:mark", "removed:bound");

    private final Map<String, List<Event>> byMark = new HashMap<>();

    /** One of them; {@code millis} since the epoch. */
    record Event(long millis, String name, String mark, boolean ownLoader) {}

    /** Reads the files of the nodes, those that are there. */
    static Events read(List<Path> files) throws IOException {
        Events events = new Events();
        for (Path file : files) {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    String[] parts = line.split(" ", -1);
                    events.add(new Event(Long.parseLong(parts[0]), parts[1], parts[2], parts[3].equals("own")));
                }
            }
        }
        return events;
    }

    private void add(Event event) {
        byMark.computeIfAbsent(event.mark(), mark -> new ArrayList<>()).add(event);
    }

    /** Returns how many sessions have had all their events. */
    long complete(List<String> marks) {
        return marks.stream().filter(mark -> of(mark).size() >= ONCE.size()).count();
    }

    List<Event> of(String mark) {
        return byMark.getOrDefault(mark, List.of());
    }

    /** Counts events that came twice or not at all, in the wrong order, or in a foreign class loader. */
    void check(Run run, List<String> marks) {
        for (String mark : marks) {
            List<Event> events = of(mark);
            for (String once : ONCE) {
                long times = events.stream().filter(e -> e.name().equals(once)).count();
                if (times > 1) {
                    run.count(Run.DUPLICATE_DESTROY, once + " came " + times + " times: " + events);
                } else if (times < 1) {
                    run.count(Run.MISSED_DESTROY, once + " did not come: " + events);
                }
            }
            if (!events.isEmpty() && !events.get(0).name().equals("destroyed")) {
                run.count(Run.MISSED_DESTROY, "the attributes went before: " + events);
            }
            events.stream()
                    .filter(event -> !event.ownLoader())
                    .forEach(event -> run.count(Run.MISSED_DESTROY, "in a foreign class loader: " + event));
        }
    }
}
