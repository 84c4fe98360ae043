package org.abisession.cli.doctor;

import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.redis.UntrustedServerException;

/** Turns error replies of Redis into findings: what a reply means for the setup, and how to mend it. */
final class Refusals {
    private static final String NOT_STORED = "No session can be stored: requests that need one get 503.";

    private final Server server;
    private final RedisTarget target;
    private final Report report;

    Refusals(Server server, Report report) {
        this.server = server;
        this.target = server.target();
        this.report = report;
    }

    /** Reports a refusal; {@code what} names the step in the report, such as {@code SET}. */
    void add(String what, SessionStoreException e) {
        report.add(finding(what, e.code(), e));
    }

    private Finding finding(String what, SessionStoreCode code, SessionStoreException e) {
        String address = target.redis().address();
        return switch (code) {
            case AUTH ->
                Finding.error(
                        "password-not-wanted",
                        "A password is set here, and Redis at " + address + " has none.",
                        "Redis refuses the log in.",
                        "Leave REDIS_PASSWORD empty; or give Redis one (requirepass in redis.conf).");
            case SELECT ->
                Finding.error(
                        "database",
                        "Redis at " + address + " has no database "
                                + target.redis().database() + ".",
                        NOT_STORED,
                        "Set REDIS_DB=0, or raise \"databases\" in redis.conf.");
            case MAXCLIENTS -> ServerChecks.tooManyClients(target, "it takes no more");
            case COMMAND ->
                Finding.error(
                        "command-unknown",
                        "Redis at " + address + " does not know a command that " + what + " takes.",
                        "Sessions don't work, or not always, without it.",
                        "Undo rename-command in redis.conf; with a managed service choose a plan with the commands that"
                                + " docs/redis-user.md lists, EVAL and EVALSHA above all.");
            case NOPERM -> PermissionChecks.tooNarrow(server, what);
            case NOAUTH ->
                Finding.error(
                        "password-missing",
                        "Redis at " + address + " wants a password, and none is set.",
                        NOT_STORED,
                        "Set REDIS_PASSWORD, and REDIS_USERNAME if it has users.");
            case WRONGPASS ->
                Finding.error(
                        "password-wrong",
                        "Redis at " + address + " does not know this user and password (user " + target.user() + ").",
                        NOT_STORED,
                        "Correct REDIS_PASSWORD and REDIS_USERNAME (in .env or in the environment; see Settings above); or,"
                                + " if they were right before a failover or a restart, make the user there again:"
                                + " Redis neither replicates users nor keeps them by itself.");
            case READONLY, MASTERDOWN ->
                Finding.error(
                        "replica",
                        "Redis at " + address + " is a replica, and takes no writes.",
                        NOT_STORED,
                        "Point REDIS_URL to the primary, or to the sentinels: redis-sentinel://host:26379/NAME");
            case OOM ->
                Finding.error(
                        "memory-full",
                        "The memory of Redis at " + address + " is full (OOM).",
                        NOT_STORED,
                        target.config("maxmemory", "2gb") + "; abi-session memory shows what takes it");
            case MISCONF ->
                Finding.error(
                        "snapshot-failed",
                        "Redis at " + address + " can't write its snapshot, and so takes no writes (MISCONF).",
                        NOT_STORED,
                        "Free its disk, or let it write to its directory (" + target.cli("CONFIG GET dir")
                                + "); its log says why.");
            case NOREPLICAS ->
                Finding.error(
                        "no-replicas",
                        "Redis at " + address + " has fewer replicas than min-replicas-to-write, and takes no writes.",
                        NOT_STORED,
                        "Start the replicas; or " + target.config("min-replicas-to-write", "0"));
            case CLUSTERDOWN, MOVED, ASK, CROSSSLOT ->
                Finding.error(
                        "cluster",
                        "Redis at " + address + " belongs to a cluster (" + code + ").",
                        NOT_STORED,
                        "Set REDIS_URL=redis-cluster://host:port; " + target.cli("--cluster check " + target.first())
                                + " shows its state.");
            case LOADING ->
                Finding.error(
                        "loading",
                        "Redis at " + address + " is reading its data after a start.",
                        "Until it has, requests that need their session get 503.",
                        "Wait; " + target.cli("INFO persistence") + " says how far it is (loading_eta_seconds).");
            case CLUSTER ->
                Finding.error(
                        "no-cluster",
                        "Redis at " + address + " is no cluster, and the settings name one.",
                        NOT_STORED,
                        "Set REDIS_URL=redis://" + target.first() + ", or cluster-enabled yes in redis.conf.");
            case UNAVAILABLE -> unavailable(what, e);
            default -> Finding.error("command-refused", what + " fails: " + e.problem(), NOT_STORED, e.action());
        };
    }

    /** Of a cluster and with sentinels, the server whose certificate is refused is one that they have named. */
    private static Finding unavailable(String what, SessionStoreException e) {
        String effect = "Requests that need their session get 503.";
        UntrustedServerException untrusted = ReachabilityChecks.untrusted(e);
        return untrusted == null
                ? Finding.error("no-answer", what + " fails: " + e.problem(), effect, e.action())
                : Finding.error(
                        ReachabilityChecks.name(untrusted.code()),
                        what + " fails: " + untrusted.problem() + ".",
                        effect,
                        untrusted.action() + ".");
    }
}
