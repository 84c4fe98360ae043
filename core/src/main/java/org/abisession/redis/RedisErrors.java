package org.abisession.redis;

import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import redis.clients.jedis.exceptions.JedisDataException;

/** What Redis' error replies mean, and what to do about them. */
final class RedisErrors {
    private RedisErrors() {}

    /** The exception for a reply that is an error. */
    static SessionStoreException refused(String address, String what, JedisDataException reply) {
        String text = String.valueOf(reply.getMessage());
        int blank = text.indexOf(' ');
        String code = blank < 0 ? text : text.substring(0, blank);
        if (isOfScript(text)) {
            code = "NOPERM";
        }
        String start = "Redis at " + address + " refused " + what + ": ";
        return switch (code) {
            case "NOAUTH", "WRONGPASS" ->
                new SessionStoreUnavailableException(
                        start + code + ". Check REDIS_USERNAME and REDIS_PASSWORD.", reply);
            case "NOPERM" ->
                new SessionStoreUnavailableException(
                        start + "NOPERM. Allow its user what docs/security.md of abi-session lists (ACL SETUSER).",
                        reply);
            case "OOM" ->
                new SessionStoreUnavailableException(
                        start + "OOM, its memory is full. Raise maxmemory or end sessions.", reply);
            case "MISCONF" ->
                new SessionStoreUnavailableException(
                        start + "MISCONF, it can't write its snapshot. Check its disk and its log.", reply);
            case "READONLY" ->
                new SessionStoreUnavailableException(
                        start + "READONLY, it is a replica. Point REDIS_URL to the primary.", reply);
            case "LOADING", "MASTERDOWN", "CLUSTERDOWN", "NOREPLICAS", "TRYAGAIN", "BUSY" ->
                new SessionStoreUnavailableException(start + code + ". It passes; the request may be repeated.", reply);
            case "WRONGTYPE" ->
                new SessionStoreException(
                        start + "WRONGTYPE. A key of the session holds another type than the schema says;"
                                + " it was left as it is. Find who writes it.",
                        reply);
            default -> new SessionStoreException(start + code + ". See the log of Redis.", reply);
        };
    }

    /** Whether a script was refused one of its commands, or keys. */
    private static boolean isOfScript(String text) {
        return text.startsWith("ERR The user executing the script can't")
                || text.startsWith("NOPERM")
                || text.startsWith("ACL failure in script");
    }
}
