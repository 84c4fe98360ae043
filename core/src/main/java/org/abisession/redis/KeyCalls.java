package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import redis.clients.jedis.Protocol.Command;

/** Calls that several operations on a cluster make. */
final class KeyCalls {
    private KeyCalls() {}

    /** Returns a SET NX with a TTL, or without one if it is 0; the reply is nil if the key exists. */
    static KeyCall setIfAbsent(String key, byte[] value, long ttlMillis) {
        return ttlMillis > 0
                ? KeyCall.once(Command.SET, key, value, bytes("NX"), bytes("PX"), bytes(Long.toString(ttlMillis)))
                : KeyCall.once(Command.SET, key, value, bytes("NX"));
    }

    /** Returns a SET with a TTL, or without one if it is 0. */
    static KeyCall set(String key, byte[] value, long ttlMillis) {
        return ttlMillis > 0
                ? KeyCall.of(Command.SET, key, value, bytes("PX"), bytes(Long.toString(ttlMillis)))
                : KeyCall.of(Command.SET, key, value);
    }

    /** Returns whether a record is alive; see {@code state.lua}. */
    static KeyCall state(String key, Records records) {
        return KeyCall.of(
                Script.KEY_STATE,
                key,
                records.defaults().get(0),
                records.defaults().get(1));
    }
}
