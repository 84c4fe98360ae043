package org.abisession.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * One operation of the store as a Lua script; each file's header names its keys, arguments and answers. Behind
 * the header each gets the functions of {@code control.lua}, and some those of {@code users/functions.lua} and {@code
 * leases.lua}.
 */
@SuppressWarnings("ImmutableEnumChecker") // arrays that nobody writes into, in the form that the client takes
enum Script {
    ANNOUNCE("announce"),
    APPEND("append"),
    CHANGE_ID("change-id"),
    CLAIM("claim"),
    CREATE("create"),
    CREATE_BESIDE("create-beside"),
    DELETE("delete"),
    DESCRIBE("describe"),
    END("end"),
    EXPIRED("expired"),
    LEASE_GREET("lease-greet"),
    LEASE_RETURN("lease-return"),
    LEASE_TOUCH("lease-touch"),
    LIVING("living"),
    LOAD("load"),
    LOCK("lock"),
    MARK_TAKEN_OVER("mark-taken-over"),
    PEEK("peek"),
    PRIMARY("primary"),
    REGISTER("register"),
    RENEW_ID("renew-id"),
    SAVE("save"),
    TOUCH("touch"),

    // For the sessions of a user; each is of one key.
    USER_ADMIT("users/admit"),
    USER_DROP("users/drop"),
    USER_ENTER("users/enter"),
    USER_MOVE("users/move"),
    USER_PAGE("users/page"),
    USER_RAISE("users/raise"),
    USER_UPKEEP("users/upkeep"),

    // For sessions whose keys lie on several nodes of a Redis Cluster; each is of one key.
    KEY_ACCESS("cluster/access"),
    KEY_ADJUST("cluster/adjust"),
    KEY_APPEND("cluster/append"),
    KEY_CLAIM("cluster/claim"),
    KEY_CREATE("cluster/create"),
    KEY_DRAIN("cluster/drain"),
    KEY_DROP("cluster/drop"),
    KEY_END("cluster/end"),
    KEY_EXTEND("cluster/extend"),
    KEY_PUSH("cluster/push"),
    KEY_READ("cluster/read"),
    KEY_SAVE("cluster/save"),
    KEY_STATE("cluster/state"),
    KEY_SWAP("cluster/swap"),
    KEY_TAKE("cluster/take"),
    KEY_WITHDRAW("cluster/withdraw");

    private final String title;
    private final byte[] text;
    private final byte[] sha1;

    Script(String file) {
        this.title = file.substring(file.indexOf('/') + 1);
        this.text = withFunctions(file, read(file + ".lua"));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
            this.sha1 = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    /**
     * Returns true if the script may run a second time when it is not known whether it ran: two runs have the effect
     * and the answer of one. RATIONALE.md says of each other one why not.
     */
    boolean isRepeatable() {
        return switch (this) {
            case ANNOUNCE, CREATE, DESCRIBE, EXPIRED, LIVING, LOAD, LOCK, PEEK, PRIMARY, REGISTER, TOUCH -> true;
            case LEASE_GREET, LEASE_RETURN, LEASE_TOUCH -> true;
            case USER_ADMIT, USER_ENTER, USER_MOVE, USER_PAGE, USER_UPKEEP -> true;
            case USER_DROP, USER_RAISE -> false;
            case KEY_ACCESS, KEY_ADJUST, KEY_DROP, KEY_EXTEND, KEY_READ, KEY_STATE -> true;
            case APPEND, CHANGE_ID, CLAIM, CREATE_BESIDE, DELETE, END, MARK_TAKEN_OVER, RENEW_ID, SAVE -> false;
            case KEY_APPEND, KEY_CLAIM, KEY_CREATE, KEY_DRAIN, KEY_END, KEY_PUSH -> false;
            case KEY_SAVE, KEY_SWAP, KEY_TAKE, KEY_WITHDRAW -> false;
        };
    }

    /** Returns true if it changes what an application takes for stored, so that replicas may have to confirm it. */
    boolean isWrite() {
        return switch (this) {
            case APPEND, CHANGE_ID, CREATE, CREATE_BESIDE, DELETE, END, MARK_TAKEN_OVER, RENEW_ID, SAVE -> true;
            case ANNOUNCE, CLAIM, DESCRIBE, EXPIRED, LIVING, LOAD, LOCK, PEEK, PRIMARY, REGISTER, TOUCH -> false;
            case LEASE_GREET, LEASE_RETURN, LEASE_TOUCH -> false;
            default -> false; // on a cluster the setting durability is refused
        };
    }

    /** Returns its name, for messages. */
    String title() {
        return title;
    }

    /** Returns the argument of EVAL; not to be written into. */
    byte[] text() {
        return text;
    }

    /** Returns the argument of EVALSHA, as hexadecimal text; not to be written into. */
    byte[] sha1() {
        return sha1;
    }

    /** Returns the whole command, EVALSHA or EVAL. */
    CommandArguments call(Command command, List<byte[]> keys, List<byte[]> arguments) {
        CommandArguments whole = new CommandArguments(command)
                .add(command == Command.EVALSHA ? sha1 : text)
                .add(Integer.toString(keys.size()));
        keys.forEach(whole::key);
        arguments.forEach(whole::add);
        return whole;
    }

    private static byte[] withFunctions(String file, String script) {
        int body = 0;
        while (script.startsWith("--", body)) {
            body = script.indexOf('\n', body) + 1;
        }
        boolean ofUsers = file.startsWith("users/") || file.equals("create") || file.equals("save");
        boolean ofLeases = switch (file) {
            case "change-id", "delete", "end", "load", "renew-id", "save" -> true;
            default -> file.startsWith("lease-");
        };
        String functions = read("control.lua")
                + (ofUsers ? read("users/functions.lua") : "")
                + (ofLeases ? read("leases.lua") : "");
        String whole = script.substring(0, body) + functions + script.substring(body);
        return whole.getBytes(StandardCharsets.UTF_8);
    }

    private static String read(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The jar of abi-session-core lacks " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Reading " + file + " from the jar of abi-session-core", e);
        }
    }
}
