package org.abisession.cli.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.settings.RedisEndpoint;

/** Checks what the server says of itself: role, memory, persistence, replicas, connections, version. */
final class ServerChecks {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final double FULL = 0.8;
    private static final long LATE_SECONDS = 10;

    private final Server server;
    private final RedisTarget target;
    private final Report report;
    private final Map<String, String> info = new LinkedHashMap<>();

    ServerChecks(Server server, Report report) {
        this.server = server;
        this.target = server.target();
        this.report = report;
    }

    /** Runs the checks. Returns false if Redis refuses INFO. */
    boolean check() {
        String answer;
        try {
            answer = String.valueOf(server.console().run("info"));
        } catch (SessionStoreException e) {
            if (report.findings().stream().noneMatch(f -> f.severity() == Severity.ERROR)) {
                report.add(notChecked(e.code() == SessionStoreCode.COMMAND));
            }
            return false;
        }
        answer.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        if (!info.containsKey("redis_version")) {
            return false;
        }
        kind();
        version();
        eviction();
        memory();
        persistence();
        replicas();
        clients();
        return true;
    }

    private Finding notChecked(boolean unknown) {
        return Finding.info(
                "not-checked-info",
                "Could not check memory, eviction, persistence and replication: Redis "
                        + (unknown ? "does not know INFO." : "refuses INFO to " + target.user() + "."),
                "These settings decide whether Redis loses sessions.",
                unknown
                        ? "Undo rename-command of INFO in redis.conf."
                        : "Ask as an administrator: REDIS_USERNAME and REDIS_PASSWORD for this call; or "
                                + target.change("ACL SETUSER " + target.user() + " +info"));
    }

    private String text(String field) {
        return info.getOrDefault(field, "");
    }

    private long number(String field) {
        String text = text(field);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private void kind() {
        RedisEndpoint.Mode mode = target.redis().mode();
        if (text("redis_mode").equals("sentinel")) {
            report.add(Finding.error(
                    "sentinel",
                    "The server at " + target.redis().address() + " is a sentinel: it holds no sessions.",
                    "Sentinels say where the server with the data is.",
                    "Set REDIS_URL=redis-sentinel://" + target.redis().address() + "/NAME ("
                            + target.cli("SENTINEL MASTERS") + " lists the names)."));
        } else if (text("cluster_enabled").equals("1") && mode != RedisEndpoint.Mode.CLUSTER) {
            report.add(Finding.error(
                    "cluster",
                    "Redis at " + target.redis().address() + " belongs to a cluster, and the settings name one server.",
                    "Sessions whose keys lie on other nodes can't be read or stored.",
                    "Set REDIS_URL=redis-cluster://" + target.redis().address() + "."));
        }
        if (text("role").equals("slave")) {
            report.add(Finding.error(
                    "replica",
                    "Redis at " + target.redis().address() + " is a replica of " + text("master_host") + ":"
                            + text("master_port") + ".",
                    "What is written there does not last, and what is read there is late.",
                    "Set REDIS_URL=redis://" + text("master_host") + ":" + text("master_port")
                            + ", or name the sentinels: redis-sentinel://host:26379/NAME"));
        }
    }

    private void version() {
        Matcher version = VERSION.matcher(text("redis_version"));
        if (version.matches()) {
            int major = Integer.parseInt(version.group(1));
            int minor = Integer.parseInt(version.group(2));
            if (major < 6 || (major == 6 && minor < 2)) {
                report.add(Finding.warning(
                        "version",
                        "Redis is " + text("redis_version") + ", which gets no corrections any more.",
                        "abi-session is not tested with it; known holes in it stay open.",
                        "Upgrade to Redis 7.2 or later, or Valkey: docker-compose with image redis:7-alpine."));
            }
        }
    }

    private void eviction() {
        String policy = text("maxmemory_policy");
        if (!policy.isEmpty() && !policy.equals("noeviction")) {
            report.add(Finding.error(
                    "eviction-policy",
                    "maxmemory-policy is " + policy + ".",
                    "When the memory is full Redis throws sessions away that are in use, and parts of sessions.",
                    target.config("maxmemory-policy", "noeviction")));
        }
    }

    private void memory() {
        long used = number("used_memory");
        long most = number("maxmemory");
        boolean limited = most > 0;
        long limit = limited ? most : number("total_system_memory");
        if (limit > 0 && used > FULL * limit) {
            report.add(Finding.warning(
                    "memory-nearly-full",
                    "Redis uses " + used * 100 / limit + " % of "
                            + (limited ? "maxmemory" : "the memory of its machine") + " (" + text("used_memory_human")
                            + ").",
                    limited
                            ? "At 100 % no session can be stored any more."
                            : "When there is no more, the system ends Redis.",
                    (limited ? target.config("maxmemory", 2 * (most >> 20) + 1 + "mb") : "Give it more memory")
                            + "; abi-session memory shows what takes it"));
        }
    }

    private void persistence() {
        if (text("rdb_last_bgsave_status").equals("err")) {
            report.add(Finding.error(
                    "snapshot-failed",
                    "Redis could not write its last snapshot.",
                    "Unless stop-writes-on-bgsave-error is off, it takes no writes until it can (MISCONF).",
                    "Free its disk, or let it write to its directory (" + target.cli("CONFIG GET dir")
                            + "); its log says why."));
        }
        if (text("aof_last_write_status").equals("err")) {
            report.add(Finding.error(
                    "aof-failed",
                    "Redis could not write to its append-only file.",
                    "It takes no writes until it can.",
                    "Free its disk; its log says why."));
        }
        if (text("aof_enabled").equals("1")) {
            return;
        }
        String fix = target.config("appendonly", "yes");
        Optional<String> save = config("save");
        if (save.isPresent() && save.get().isEmpty()) {
            report.add(Finding.warning(
                    "no-persistence",
                    "Redis writes nothing to disk: appendonly is no, and there are no save points.",
                    "When it restarts, everybody is logged out.",
                    fix));
        } else if (text("aof_enabled").equals("0")) {
            report.add(Finding.warning(
                    "snapshots-only",
                    save.map(points -> "Redis writes snapshots only (save " + points + ").")
                            .orElse("appendonly is no; whether there are snapshots could not be checked"
                                    + " (CONFIG is refused)."),
                    "What changed after the last snapshot, minutes or an hour, is lost in a crash.",
                    fix));
        }
    }

    private Optional<String> config(String name) {
        return server.ask("config", "GET", name)
                .map(answer -> answer instanceof List<?> pair && pair.size() == 2 ? String.valueOf(pair.get(1)) : null);
    }

    private void replicas() {
        long count = number("connected_slaves");
        for (int i = 0; i < count; i++) {
            String replica = text("slave" + i);
            Matcher lag = Pattern.compile(".*lag=(\\d+).*").matcher(replica);
            boolean late = lag.matches() && Long.parseLong(lag.group(1)) > LATE_SECONDS;
            if (late || !replica.contains("state=online")) {
                report.add(Finding.warning(
                        "replica-late",
                        "A replica is not up to date: " + replica + ".",
                        "If it takes over, what it has not got yet is lost.",
                        "See its log; repl-backlog-size too small makes it start again and again."));
            }
        }
        if (count > 0 && !info.containsKey("min_slaves_good_slaves")) {
            report.add(Finding.info(
                    "unsafe-failover",
                    "Redis has " + (count == 1 ? "1 replica" : count + " replicas")
                            + ", and min-replicas-to-write is 0.",
                    "A primary that is cut off goes on taking writes, which are lost when a replica has taken over.",
                    target.config("min-replicas-to-write", "1")));
        }
    }

    private void clients() {
        long most = number("maxclients");
        long now = number("connected_clients");
        int pool = target.settings().poolSize();
        if (most > 0 && now + pool > most) {
            report.add(tooManyClients(target, now + " of " + most + " connections are in use"));
        }
    }

    static Finding tooManyClients(RedisTarget target, String now) {
        return Finding.warning(
                "clients",
                "Redis has no room for the " + target.settings().poolSize() + " connections of a node: " + now + ".",
                "Requests that find no connection get 503.",
                target.config("maxclients", "10000") + "; or lower ABI_SESSION_POOL_SIZE on the nodes");
    }
}
