package org.abisession.redis;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Explains what Redis' error replies mean, and what to do about them. Of a reply only the code is passed on: the
 * rest may hold a key.
 */
final class RedisErrors {
    /** The code of replies that have none of their own. */
    private static final String GENERIC = "ERR";

    /** Matches where Redis before 7.0 puts the code of a refused command of a script. */
    private static final Pattern IN_SCRIPT = Pattern.compile("@user_script:\\s?\\d+: -?([A-Z]+) ");

    /** The beginning of the reply to EXEC if the transaction was refused; the refusal's own text follows. */
    private static final String OF_TRANSACTION = "EXECABORT Transaction discarded because of: ";

    /** The beginnings of replies without a code of their own, and the code that each gets here. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("ERR The user executing the script can't", "NOPERM"),
            Map.entry("ERR ACL failure in script", "NOPERM"),
            Map.entry("ERR max number of clients", "MAXCLIENTS"),
            Map.entry("ERR AUTH", "AUTH"),
            Map.entry("ERR Client sent AUTH", "AUTH"),
            Map.entry("ERR DB index is out of range", "SELECT"),
            Map.entry("ERR invalid DB index", "SELECT"),
            Map.entry("ERR SELECT is not allowed", "SELECT"),
            Map.entry("ERR unknown command", "COMMAND"),
            Map.entry("ERR WAIT cannot be used with replica", "REPLICA"),
            Map.entry("ERR This instance has cluster support disabled", "CLUSTER"));

    /** Explains what a code means, with the next action; and whether the same request may succeed later. */
    private record Meaning(boolean unavailable, String problem, String action) {}

    private static final Map<SessionStoreCode, Meaning> MEANINGS = Map.ofEntries(
            passing(
                    SessionStoreCode.NOAUTH,
                    "it wants a password",
                    "Set REDIS_PASSWORD, and REDIS_USERNAME if it is not for the user default."),
            passing(
                    SessionStoreCode.WRONGPASS,
                    "user and password don't match, or the user is off",
                    "Check REDIS_USERNAME and REDIS_PASSWORD; after a failover or a restart also whether Redis still has"
                            + " that user, which it neither replicates nor keeps by itself (docs/redis-user.md)."),
            passing(
                    SessionStoreCode.AUTH,
                    "it has no password, and one is set",
                    "Leave REDIS_PASSWORD empty, or give the server one."),
            passing(
                    SessionStoreCode.NOPERM,
                    "its user may not do that",
                    "Allow it what docs/redis-user.md of abi-session lists (ACL SETUSER)."),
            passing(
                    SessionStoreCode.DENIED,
                    "it is in protected mode",
                    "Give it a password, or bind it to the network that this node is in."),
            passing(
                    SessionStoreCode.OOM,
                    "its memory is full, and its policy evicts nothing",
                    "Raise maxmemory, or end sessions; sessions can still be ended meanwhile."),
            passing(
                    SessionStoreCode.MISCONF,
                    "it can't write its snapshot to disk, so it takes no writes",
                    "Check its disk and its log."),
            passing(
                    SessionStoreCode.READONLY,
                    "it is a replica",
                    "Point REDIS_URL to the primary, or use redis-sentinel:// to follow it."),
            passing(
                    SessionStoreCode.NOREPLICAS,
                    "fewer replicas are in touch with it than min-replicas-to-write asks for",
                    "Bring them back, or lower it."),
            passing(
                    SessionStoreCode.LOADING,
                    "it is reading its data after a start",
                    "It passes; its log says how far it is."),
            passing(
                    SessionStoreCode.MASTERDOWN,
                    "it is a replica that has lost its primary",
                    "Point REDIS_URL to a primary, or use redis-sentinel:// to follow it."),
            passing(
                    SessionStoreCode.UNBLOCKED,
                    "it became a replica before other replicas had confirmed the write, which may be " + "lost",
                    "Point REDIS_URL to the primary, or use redis-sentinel:// to follow it."),
            passing(
                    SessionStoreCode.REPLICA,
                    "it became a replica before other replicas had confirmed the write, which may be " + "lost",
                    "Point REDIS_URL to the primary, or use redis-sentinel:// to follow it."),
            passing(
                    SessionStoreCode.CLUSTERDOWN,
                    "the cluster does not serve this slot",
                    "Check CLUSTER INFO and CLUSTER NODES: a primary is down without a replica, or "
                            + "slots belong to no node."),
            passing(
                    SessionStoreCode.TRYAGAIN,
                    "the slot is being moved to another node",
                    "It passes; if it does not, redis-cli --cluster fix ends the move."),
            passing(
                    SessionStoreCode.BUSY,
                    "a script of somebody else runs for too long",
                    "Find it in SLOWLOG; SCRIPT KILL ends it."),
            passing(
                    SessionStoreCode.MAXCLIENTS,
                    "it has as many clients as it admits",
                    "Raise its maxclients, or lower pool-size."),
            lasting(SessionStoreCode.MOVED, "it is a node of a Redis Cluster", "Use redis-cluster:// for REDIS_URL."),
            lasting(SessionStoreCode.ASK, "it is a node of a Redis Cluster", "Use redis-cluster:// for REDIS_URL."),
            lasting(
                    SessionStoreCode.CROSSSLOT,
                    "it is a node of a Redis Cluster",
                    "Use redis-cluster:// for REDIS_URL."),
            lasting(SessionStoreCode.CLUSTER, "it is no Redis Cluster", "Use redis:// for REDIS_URL."),
            lasting(
                    SessionStoreCode.SELECT,
                    "it has no such database",
                    "Set REDIS_DB to one that it has, 0 on Redis Cluster."),
            lasting(
                    SessionStoreCode.COMMAND,
                    "it does not know, or has renamed, a command that is needed",
                    "docs/redis-user.md lists them."),
            lasting(
                    SessionStoreCode.WRONGTYPE,
                    "a key of abi-session or of a session holds another type than docs/schema.md says; it was left as"
                            + " it is",
                    "Find who writes it."));

    /** Codes of a server that does not serve sessions, or not yet, while another one at the same address may. */
    private static final Set<String> OF_ANOTHER_SERVER =
            Set.of("READONLY", "MASTERDOWN", "LOADING", "UNBLOCKED", "REPLICA", "NOAUTH");

    /** Tells how the client, and we, say that the sentinels watch no primary of a name. */
    static final String UNKNOWN_TO_SENTINELS = "seems to be not monitored";

    /** Says that a server which the settings name as a sentinel is none. */
    private static final String NO_SENTINEL = "is no sentinel";

    /** Says that a sentinel wants a password, or another one. */
    private static final String SENTINEL_WITH_PASSWORD = "wants a password, and none is set for sentinels";

    private static final String SENTINEL_REFUSES = "refuses the user and the password that are set for sentinels";

    private static final Meaning UNKNOWN = new Meaning(false, "for a reason that has no code", "See the log of Redis.");

    private RedisErrors() {}

    /** Returns all codes that are explained. */
    static Set<SessionStoreCode> codes() {
        return MEANINGS.keySet();
    }

    /** Returns what to call a reply in a message: its code, or a name of ours. */
    static String code(JedisDataException reply) {
        String whole = String.valueOf(reply.getMessage());
        String text = whole.startsWith(OF_TRANSACTION) ? whole.substring(OF_TRANSACTION.length()) : whole;
        for (Map.Entry<String, String> name : NAMES.entrySet()) {
            if (text.startsWith(name.getKey())) {
                return name.getValue();
            }
        }
        if (text.startsWith(GENERIC) && text.contains("The user executing the script can't")) {
            return "NOPERM"; // so it is before 7.0
        }
        Matcher inScript = IN_SCRIPT.matcher(text);
        String code = text.startsWith(GENERIC) && inScript.find() ? inScript.group(1) : text.split(" ", 2)[0];
        return code.matches("[A-Z]{1,20}") ? code : GENERIC;
    }

    /**
     * Returns true if a reply is about the server rather than about the command: the connection leads to a server that
     * is no primary, or not yet, or that does not know who we are, and the next one may lead to another.
     */
    static boolean isOfAnotherServer(JedisDataException reply) {
        return OF_ANOTHER_SERVER.contains(code(reply));
    }

    /**
     * Returns true if such a reply means that nothing has been run; not so where a primary was demoted after a write.
     */
    static boolean hasNotRun(JedisDataException reply) {
        String code = code(reply);
        return OF_ANOTHER_SERVER.contains(code) && !code.equals("UNBLOCKED") && !code.equals("REPLICA");
    }

    /**
     * Returns the error reply that a failure has, or null. On a cluster a redirection, which was followed until the time
     * was over, means that its nodes do not agree who has the slot.
     */
    static @Nullable JedisDataException reply(JedisException failure, boolean cluster) {
        JedisDataException reply = find(JedisDataException.class, failure);
        return cluster && reply instanceof JedisRedirectionException
                ? new JedisDataException("TRYAGAIN each node names another one", reply)
                : reply;
    }

    /** Returns the same error reply with its code only. */
    static JedisDataException withoutText(JedisDataException reply) {
        JedisDataException code = new JedisDataException(code(reply));
        code.setStackTrace(reply.getStackTrace());
        return code;
    }

    /** Returns true if a refusal is for want of a permission. */
    static boolean isNoPermission(SessionStoreException refused) {
        return refused.code() == SessionStoreCode.NOPERM;
    }

    /** Returns the exception for a reply that is an error. */
    static SessionStoreException refused(String address, String what, JedisDataException reply) {
        String code = code(reply);
        SessionStoreCode known = known(code);
        Meaning meaning = MEANINGS.getOrDefault(known, UNKNOWN);
        String problem = "Redis at " + address + " refused " + what + ": " + code + ", " + meaning.problem + ".";
        JedisDataException cause = withoutText(reply);
        return meaning.unavailable
                ? new SessionStoreUnavailableException(known, problem, meaning.action, cause)
                : new SessionStoreException(known, problem, meaning.action, cause);
    }

    /** Returns the exception for a call that got no answer. */
    static SessionStoreUnavailableException unanswered(String address, String what, JedisException failure) {
        if (find(CallTime.ClosedException.class, failure) != null) {
            return new SessionStoreUnavailableException(
                    SessionStoreCode.UNAVAILABLE,
                    "Redis at " + address + ": " + what + " was not tried, since this node has closed its connections.",
                    "Let a node stop when its requests have ended; on Jetty the GracefulHandler waits for them.",
                    failure);
        }
        NoSuchElementException none = find(NoSuchElementException.class, failure);
        if (none != null && none.getCause() == null) { // of the pool of one node, in which nothing was free
            return new SessionStoreUnavailableException(
                    SessionStoreCode.UNAVAILABLE,
                    "Redis at " + address + ": " + what + " waited for a connection and was not tried, since all"
                            + " connections to one node were in use.",
                    "If Redis answers, raise pool-size.",
                    failure);
        }
        String reason = Outage.reason(failure);
        String action = action(reason);
        UntrustedServerException untrusted = find(UntrustedServerException.class, failure);
        if (untrusted != null) { // it has an action of its own
            action = untrusted.action() + ".";
            reason = reason.replace(". " + untrusted.action(), "");
        }
        return new SessionStoreUnavailableException(
                SessionStoreCode.UNAVAILABLE,
                "Redis at " + address + " did not answer (" + what + "): " + reason + ".",
                action,
                failure);
    }

    private static String action(String reason) {
        if (reason.contains(UNKNOWN_TO_SENTINELS)) {
            return "Name the primary in REDIS_URL as the sentinels do (SENTINEL MASTERS), after the last slash.";
        }
        if (reason.contains(SENTINEL_WITH_PASSWORD)) {
            return "Set REDIS_SENTINEL_PASSWORD: REDIS_PASSWORD is for the servers.";
        }
        if (reason.contains(SENTINEL_REFUSES)) {
            return "Check REDIS_SENTINEL_PASSWORD, and REDIS_SENTINEL_USERNAME if it is not for the user default.";
        }
        return reason.contains(NO_SENTINEL)
                ? "Name sentinels in REDIS_URL (port 26379 most often), or the server itself with redis://."
                : "Check that Redis runs, and the setting REDIS_URL or REDIS_HOST.";
    }

    /** Returns the exception for a sentinel that does not say which server is the primary. */
    static JedisConnectionException ofSentinel(HostAndPort sentinel, JedisException failure) {
        if (isUnknownCommand(failure)) {
            return new JedisConnectionException(sentinel + " " + NO_SENTINEL);
        }
        return switch (failure instanceof JedisDataException reply ? code(reply) : "") {
            case "NOAUTH" -> new JedisConnectionException(sentinel + " " + SENTINEL_WITH_PASSWORD);
            case "WRONGPASS", "AUTH" -> new JedisConnectionException(sentinel + " " + SENTINEL_REFUSES);
            default -> new JedisConnectionException("No sentinel says which server is the primary", failure);
        };
    }

    /** Returns true if a server does not know a command. */
    static boolean isUnknownCommand(JedisException failure) {
        return failure instanceof JedisDataException reply && code(reply).equals(SessionStoreCode.COMMAND.name());
    }

    /**
     * Returns true if a connection was lost, or could not be opened: not where another call counts that, nor where it
     * was not tried.
     */
    static boolean isLoss(JedisException failure) {
        return find(JedisConnectionException.class, failure) != null
                && !(failure instanceof BatchedCall.LostWithOthersException)
                && find(CallTime.ClosedException.class, failure) == null
                && !CallTime.isInterrupted(failure);
    }

    /** Returns true if the connection of a call has ended before its answer came; not if the answer took too long. */
    static boolean isCut(SessionStoreUnavailableException failure) {
        return find(JedisConnectionException.class, failure) != null
                && !BatchedCall.isTimeout(failure)
                && find(CallTime.ClosedException.class, failure) == null;
    }

    /** Returns the exception for a call that was not made, since its thread was interrupted. */
    static SessionStoreUnavailableException interrupted(String address, String what) {
        return new SessionStoreUnavailableException(
                SessionStoreCode.UNAVAILABLE,
                "Redis at " + address + ": " + what + " needed a new connection and was not tried, since its thread was"
                        + " interrupted.",
                "Find who interrupts threads that use their session.",
                new InterruptedException());
    }

    /**
     * Returns the first of a class among a failure, its causes, and what these have suppressed, as the client for a
     * cluster does with the answer of each node; null if there is none.
     */
    static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
        return find(type, failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static <T extends Throwable> @Nullable T find(
            Class<T> type, @Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return null;
        }
        T found = type.isInstance(failure) ? type.cast(failure) : find(type, failure.getCause(), seen);
        for (Throwable suppressed : failure.getSuppressed()) {
            found = found == null ? find(type, suppressed, seen) : found;
        }
        return found;
    }

    private static SessionStoreCode known(String code) {
        for (SessionStoreCode explained : MEANINGS.keySet()) {
            if (explained.name().equals(code)) {
                return explained;
            }
        }
        return SessionStoreCode.OTHER;
    }

    private static Map.Entry<SessionStoreCode, Meaning> passing(SessionStoreCode code, String problem, String action) {
        return Map.entry(code, new Meaning(true, problem, action));
    }

    private static Map.Entry<SessionStoreCode, Meaning> lasting(SessionStoreCode code, String problem, String action) {
        return Map.entry(code, new Meaning(false, problem, action));
    }
}
