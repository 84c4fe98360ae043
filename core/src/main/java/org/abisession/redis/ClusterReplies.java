package org.abisession.redis;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abisession.redis.ScriptReplies.MetadataReply;

/**
 * Decodes the answers of the scripts that work on a single key, for sessions whose keys lie on several nodes of a
 * cluster; the header of each script says its forms.
 */
final class ClusterReplies {
    private ClusterReplies() {}

    /** Holds what stands under the key of a record. */
    enum RecordState {
        NONE,
        FOREIGN,
        ENDED,
        OVERDUE,
        EXPIRED,
        ALIVE;

        static RecordState of(Reply word) {
            return ScriptReplies.constant(RecordState.class, word);
        }

        /** Returns whether the record is marked as ended. */
        boolean isMarked() {
            return this == ENDED || this == OVERDUE;
        }

        /** Returns whether there is no record of a session, so that metadata may be a session of Python. */
        boolean isAbsent() {
            return this == NONE || this == FOREIGN;
        }

        /** Returns whether the record waits to be claimed. */
        boolean isExpired() {
            return this == EXPIRED || this == OVERDUE;
        }
    }

    /**
     * The answer of {@code access.lua}.
     *
     * @param interval milliseconds, of one that is alive
     * @param accessed when it was last used, milliseconds, of one that is alive
     * @param foreign the type of what is no Hash
     */
    record Accessed(
            RecordState state, long interval, long accessed, Map<String, byte[]> fields, Optional<String> foreign) {
        static Accessed of(Reply answer) {
            RecordState state = RecordState.of(answer.at(0));
            boolean alive = state == RecordState.ALIVE;
            return new Accessed(
                    state,
                    alive ? answer.at(1).number() : 0,
                    alive ? answer.at(2).number() : 0,
                    alive ? answer.at(3).fields() : Map.of(),
                    state == RecordState.FOREIGN ? Optional.of(answer.at(1).text()) : Optional.empty());
        }
    }

    /**
     * A key as {@code extend.lua} found it.
     *
     * @param before its TTL, as PTTL says it
     * @param changed whether its expiry was extended
     * @param now the time of its server, milliseconds
     * @param metadata if the value was wanted and is there
     */
    record Extended(long before, boolean changed, long now, Optional<MetadataReply> metadata) {
        static Extended of(Reply answer) {
            return new Extended(
                    answer.at(0).number(),
                    answer.at(1).isOne(),
                    answer.at(2).number(),
                    answer.find(3).map(MetadataReply::of));
        }
    }

    /** The answer of {@code state.lua}; interval and time since the last access are in milliseconds, if it is alive. */
    record State(RecordState state, Optional<Long> interval, Optional<Long> idle) {
        static State of(Reply answer) {
            return new State(
                    RecordState.of(answer.at(0)),
                    answer.find(1).map(Reply::number),
                    answer.find(2).map(Reply::number));
        }
    }

    /** A record as it was when {@code end.lua} has marked it; the TTL is as PTTL says it. */
    record Marked(RecordState state, long ttl, Map<String, byte[]> fields) {
        static Marked of(Reply answer) {
            if (answer.isFailure() || RedisClock.isLate(answer)) {
                return new Marked(RecordState.FOREIGN, 0, Map.of()); // not marked either, as far as is known
            }
            return new Marked(
                    RecordState.of(answer.at(0)),
                    answer.find(1).map(Reply::number).orElse(0L),
                    answer.find(2).map(Reply::fields).orElse(Map.of()));
        }

        /** Returns whether there is a mark that was not there before. */
        boolean isNew() {
            return state == RecordState.ALIVE || state == RecordState.NONE;
        }
    }

    /** The type of a key that was read whole. */
    enum CopyType {
        NONE,
        STRING,
        LIST,
        FOREIGN
    }

    /**
     * The answer of {@code read.lua}.
     *
     * @param ttl as PTTL says it
     * @param values the String, the entries of the List, or what DUMP says of what is neither
     */
    record Copy(CopyType type, long ttl, List<byte[]> values) {
        static Copy of(Reply answer) {
            CopyType type = ScriptReplies.constant(CopyType.class, answer.at(0));
            List<byte[]> values = switch (type) {
                case NONE -> List.of();
                case LIST -> answer.at(2).values();
                case STRING, FOREIGN -> List.of(answer.at(2).bytes());
            };
            return new Copy(type, answer.at(1).number(), values);
        }

        /** Returns how many entries of a List were read; 0 of anything else. */
        int entries() {
            return type == CopyType.LIST ? values.size() : 0;
        }
    }

    /** The expiry that other keys get when a save sets an interval; the arguments of {@code adjust.lua}. */
    record Adjustment(String ours, long wanted) {}

    /** Holds what {@code cluster/save.lua} has stored: whether it made the record, and what other keys need. */
    record SavedRecord(boolean made, Optional<Adjustment> others) {
        /** Decodes an answer; empty if the session has ended. */
        static Optional<SavedRecord> of(Reply answer) {
            if (answer.at(0).text().equals("gone")) {
                return Optional.empty();
            }
            Optional<Adjustment> others = answer.size() > 2
                    ? Optional.of(new Adjustment(
                            answer.at(2).text(), Long.parseLong(answer.at(3).text())))
                    : Optional.empty();
            return Optional.of(new SavedRecord(answer.at(1).isOne(), others));
        }
    }

    /** The answer of {@code take.lua}: whether there was metadata, and what it was. */
    @SuppressWarnings("ArrayRecordComponent") // the bytes as stored, handed on once
    record Taken(boolean there, byte[] metadata) {
        static final Taken NOTHING = new Taken(false, new byte[0]);

        static Taken of(Reply answer) {
            return new Taken(answer.at(0).isOne(), answer.at(1).bytes());
        }
    }

    /**
     * Metadata that {@code drop.lua} has not removed, since they are no longer as they were read; the TTL is as PTTL
     * says it.
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes as stored, handed on once
    record Undropped(long ttl, byte[] metadata) {
        /** Decodes an answer; empty if they are removed. */
        static Optional<Undropped> of(Reply answer) {
            return answer.isNil()
                    ? Optional.empty()
                    : Optional.of(
                            new Undropped(answer.at(0).number(), answer.at(1).bytes()));
        }
    }
}
