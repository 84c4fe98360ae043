package org.abisession.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisConsole;
import org.abisession.redis.UntrustedServerException;
import org.abisession.settings.HostPort;
import org.abisession.settings.RedisEndpoint;

/**
 * Checks whether the servers that may take over from a primary take the same user and password: Redis replicates
 * sessions, and no users.
 */
final class ReplicaChecks {
    private static final Pattern REPLICA = Pattern.compile("slave[0-9]+:ip=([^,]+),port=([0-9]{1,5}),.*");

    private final Server server;
    private final Report report;

    ReplicaChecks(Server server, Report report) {
        this.server = server;
        this.report = report;
    }

    void check() {
        List<HostPort> nodes = isCluster() ? ofCluster() : replicas();
        for (HostPort node : nodes) {
            Optional<Finding> finding = logIn(node);
            if (finding.isPresent()) {
                report.add(finding.get());
                return;
            }
        }
        if (!nodes.isEmpty()) {
            report.good(isCluster() ? "nodes" : "replica", "the same log in works on " + nodes.size());
        }
    }

    private boolean isCluster() {
        return server.target().redis().mode() == RedisEndpoint.Mode.CLUSTER;
    }

    private Optional<Finding> logIn(HostPort node) {
        String which = (isCluster() ? "The node " : "The replica ") + node;
        try {
            RedisConsole.logIn(server.settings(), node);
            return Optional.empty();
        } catch (SessionStoreException e) {
            UntrustedServerException untrusted = ReachabilityChecks.untrusted(e);
            if (untrusted != null) {
                return Optional.of(Finding.warning(
                        ReachabilityChecks.name(untrusted.code()),
                        which + " can't be used: " + untrusted.problem() + ".",
                        "When it takes over, no session can be read or stored.",
                        untrusted.action() + "."));
            }
            return switch (e.code()) {
                case WRONGPASS, NOAUTH, NOPERM -> Optional.of(refused(which, node, e));
                case UNAVAILABLE ->
                    Optional.of(Finding.info(
                            "replica-not-reached",
                            which + " can't be reached from here: " + e.problem(),
                            "When it takes over, sessions can be used only if the application reaches it.",
                            "Run doctor where the application runs; or let the server announce an address that can be"
                                    + " reached (replica-announce-ip, cluster-announce-ip)."));
                default -> Optional.empty(); // it takes the log in, and serves nothing before it takes over
            };
        }
    }

    private Finding refused(String which, HostPort node, SessionStoreException e) {
        return Finding.warning(
                "replica-log-in",
                which + " refuses the user " + server.target().user() + " with this password (" + e.code() + ").",
                "When it takes over, no session can be read or stored: Redis replicates no users.",
                "Make the user there, too: redis-cli -h " + node.host() + " -p " + node.port()
                        + " ACL SETUSER ..., then ACL SAVE or CONFIG REWRITE, so that a restart keeps it.");
    }

    private List<HostPort> replicas() {
        String info = server.ask("info", "replication").map(String::valueOf).orElse("");
        return info.lines()
                .map(line -> REPLICA.matcher(line.strip()))
                .filter(Matcher::matches)
                .flatMap(line -> node(line.group(1), Integer.parseInt(line.group(2))).stream())
                .toList();
    }

    /** Returns the primaries and replicas: {@code CLUSTER SLOTS} has first and last slot, then a list for each. */
    private List<HostPort> ofCluster() {
        List<HostPort> nodes = new ArrayList<>();
        if (server.ask("cluster", "slots").orElse(null) instanceof List<?> ranges) {
            for (Object range : ranges) {
                for (Object part : range instanceof List<?> parts ? parts : List.of()) {
                    if (part instanceof List<?> node && node.size() > 1 && node.get(1) instanceof Long port) {
                        node(String.valueOf(node.get(0)), port).ifPresent(nodes::add);
                    }
                }
            }
        }
        return nodes.stream().distinct().toList();
    }

    private static Optional<HostPort> node(String host, long port) {
        try {
            return Optional.of(new HostPort(host, Math.toIntExact(port)));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty(); // it announces no address
        }
    }
}
