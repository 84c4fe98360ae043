package org.abisession.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;

/** Nodes of one application on one container, in this JVM or as processes of their own. */
@SuppressWarnings("try") // containers' stop methods throw Exception
final class Nodes implements AutoCloseable {
    private final Container container;
    private final Path directory;
    private final Map<String, String> settings;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Path> eventFiles = new ArrayList<>();

    /**
     * None yet; the settings hold for all of them.
     *
     * @param more names and values of further settings in turn
     */
    Nodes(Container container, String redisUri, String sweepInterval, String... more) throws IOException {
        this.container = container;
        this.directory = Files.createTempDirectory("stress");
        this.settings =
                new HashMap<>(Map.of("redis-url", redisUri, "env-file", "off", "sweep-interval", sweepInterval));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
    }

    private Path webapp() throws IOException {
        Path events = directory.resolve("events" + eventFiles.size());
        eventFiles.add(events);
        return StressWebapp.write(directory.resolve("webapp" + eventFiles.size()), events);
    }

    /** Starts one in this JVM. */
    Node start() throws Exception {
        Node node = container.start(webapp(), settings);
        return begun(node);
    }

    /** Starts one as a process. */
    ForkedNode fork() throws IOException {
        ForkedNode node = ForkedNode.start(container, webapp(), settings);
        return begun(node);
    }

    /** The first request of a JVM takes its time, and so does the first session. */
    private <N extends Node> N begun(N node) {
        nodes.add(node);
        new User().get(node, "new&set=x:1&bound=bound:begun&invalidate");
        return node;
    }

    Events events() throws IOException {
        return Events.read(eventFiles);
    }

    /** Returns how many events the node that was started as the n-th has noted. */
    int eventsOf(int node) throws IOException {
        Path file = eventFiles.get(node);
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    @Override
    public void close() throws IOException {
        for (Node node : nodes) {
            try {
                node.close();
            } catch (Exception e) {
                throw new AssertionError("The node does not stop", e);
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
