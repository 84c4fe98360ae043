package org.abisession.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.abisession.store.RenewalResult;
import org.abisession.store.SaveResult;

/** Decodes the answers of the scripts that work on a session as a whole; the header of each script says its forms. */
final class ScriptReplies {
    private ScriptReplies() {}

    /** Decodes a word of a script as the constant of that name. */
    static <E extends Enum<E>> E constant(Class<E> type, Reply word) {
        String name = word.text().toUpperCase(Locale.ROOT);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw word.unexpected("one of its own words");
    }

    /** Returns whether a script has found more applications than its arguments named, and has changed nothing. */
    static boolean isMore(Reply answer) {
        Reply first = answer.size() == 1 ? answer.at(0) : answer;
        return first.isText() && first.text().equals("more");
    }

    /** Returns whether a script has found that another node has a lease of the session, and has changed nothing. */
    static boolean isLeased(Reply answer) {
        return answer.size() == 2
                && !answer.at(1).isList()
                && answer.at(0).isText()
                && answer.at(0).text().equals("leased");
    }

    /**
     * Holds what a load answers to a node that may ask for leases.
     *
     * @param now the time of Redis, milliseconds
     * @param given whether the node has a lease now
     * @param paused whether nobody gets one for a while, since several nodes change the session
     */
    record Grant(long now, boolean given, boolean paused) {}

    /** Decodes 1 as done, and 0 as not. */
    static SaveResult result(Reply answer) {
        return answer.isOne() ? SaveResult.SAVED : SaveResult.GONE;
    }

    /** Decodes what {@code renew-id.lua} has done. */
    static RenewalResult renewal(Reply answer) {
        if (answer.isOne()) {
            return RenewalResult.RENEWED;
        }
        return answer.number() == 0 ? RenewalResult.GONE : RenewalResult.KEPT;
    }

    /** Returns the fields of a record that are part of the session. */
    private static Map<String, byte[]> ofSession(Reply record) {
        Map<String, byte[]> fields = record.fields();
        fields.remove(ControlFields.LEASE);
        return fields;
    }

    /** Holds what {@code load.lua} and {@code peek.lua} find under an id. */
    enum Lookup {
        NONE,
        RENEWED,
        EXPIRED,
        ELSEWHERE,
        REFUSED,
        ADOPTED,
        ALIVE
    }

    /**
     * Metadata as scripts answer them.
     *
     * @param bytes of the String; none if it is something else
     * @param foreignType what it is else, as TYPE says it
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes as stored, handed on once
    record MetadataReply(byte[] bytes, Optional<String> foreignType) {
        static MetadataReply of(Reply reply) {
            return reply.isList()
                    ? new MetadataReply(new byte[0], Optional.of(reply.at(0).text()))
                    : new MetadataReply(reply.bytes(), Optional.empty());
        }
    }

    /**
     * A session that was looked for.
     *
     * @param orphaned whether there is no session, and a record that waits to be claimed
     * @param metadata where there are any
     * @param accessed when it was last used, milliseconds
     * @param foreign the type of what stands where the record should
     * @param deferred fields that were not read, with their sizes
     * @param grant if the load asked for it
     * @param newId of a session whose id was renewed; untrusted
     */
    record Loaded(
            Lookup status,
            boolean orphaned,
            Optional<MetadataReply> metadata,
            long accessed,
            Optional<String> foreign,
            Map<String, byte[]> fields,
            Map<String, Integer> deferred,
            Optional<Grant> grant,
            Optional<String> newId) {
        /**
         * Decodes an answer.
         *
         * @param hash of the record, where it was read beside the script; what is no list is no Hash
         */
        static Loaded of(Reply answer, Optional<Reply> hash) {
            Lookup status = constant(Lookup.class, answer.at(0));
            boolean found = status == Lookup.ALIVE || status == Lookup.ADOPTED;
            boolean renewed = status == Lookup.RENEWED;
            int metadata = found ? 1 : 2;
            Map<String, byte[]> fields = Map.of();
            Map<String, Integer> deferred = new HashMap<>();
            if (status == Lookup.ALIVE) {
                Reply read = hash.orElseGet(() -> answer.at(3));
                fields = read.isList() ? ofSession(read) : Map.of();
                List<Reply> sizes = hash.isPresent() || answer.size() < 5
                        ? List.of()
                        : answer.at(4).items();
                for (int i = 0; i + 1 < sizes.size(); i += 2) {
                    deferred.put(sizes.get(i).text(), (int) sizes.get(i + 1).number());
                }
            }
            Optional<Reply> times = found ? answer.find(2) : Optional.empty();
            Optional<Reply> granted = times.filter(Reply::isList);
            return new Loaded(
                    status,
                    status == Lookup.NONE && answer.find(1).filter(Reply::isOne).isPresent(),
                    answer.find(metadata).map(MetadataReply::of),
                    found
                            ? granted.map(of -> of.at(0))
                                    .orElseGet(() -> answer.at(2))
                                    .number()
                            : 0,
                    status == Lookup.ADOPTED ? answer.find(3).map(Reply::text) : Optional.empty(),
                    fields,
                    deferred,
                    granted.map(of -> new Grant(
                            of.at(1).number(), of.at(2).isOne(), of.at(2).number() == 2)),
                    renewed ? Optional.of(answer.at(1).text()) : Optional.empty());
        }

        /** Returns whether a record waits to be claimed. */
        boolean isExpired() {
            return orphaned || status == Lookup.EXPIRED;
        }
    }

    /** Holds what a script that edits metadata has done. */
    enum EditOutcome {
        SAVED,
        GONE,
        CONFLICT
    }

    /**
     * The answer of {@code save.lua} and {@code cluster/swap.lua}.
     *
     * @param now the metadata as they are, where that is not as they were read
     */
    record Edited(EditOutcome outcome, Optional<MetadataReply> now) {
        static Edited of(Reply answer) {
            return new Edited(
                    constant(EditOutcome.class, answer.at(0)), answer.find(1).map(MetadataReply::of));
        }
    }

    /** A session as it was when {@code delete.lua} has ended it. */
    @SuppressWarnings("ArrayRecordComponent") // the bytes as stored, handed on once
    record Deleted(byte[] metadata, Map<String, byte[]> fields) {
        /**
         * Decodes an answer; empty if there was no session.
         *
         * @param hash of the record, where it was read before the script; what is no list is no Hash
         */
        static Optional<Deleted> of(Reply answer, Optional<Reply> hash) {
            if (answer.isNil()) {
                return Optional.empty();
            }
            Reply fields = hash.orElseGet(() -> answer.at(1));
            return Optional.of(new Deleted(answer.at(0).bytes(), fields.isList() ? ofSession(fields) : Map.of()));
        }
    }

    /** A record that {@code claim.lua} has taken out; when it was last used is in milliseconds. */
    record Claimed(long accessed, Map<String, byte[]> fields) {
        /** Decodes an answer; empty if there was nothing to claim. */
        static Optional<Claimed> of(Reply answer) {
            return answer.isNil()
                    ? Optional.empty()
                    : Optional.of(new Claimed(answer.at(0).number(), ofSession(answer.at(1))));
        }
    }

    /** A key as {@code describe.lua} finds it; the TTL is as PTTL says it. */
    record Described(String type, long ttl, long size) {
        static Described of(Reply answer) {
            return new Described(
                    answer.at(0).text(), answer.at(1).number(), answer.at(2).number());
        }
    }

    /**
     * The answer of {@code announce.lua}: the time of Redis, in milliseconds, when a node was first announced, and the
     * announcements of older nodes.
     */
    record Announced(long now, String since, List<String> others) {
        static Announced of(Reply answer) {
            return new Announced(
                    answer.at(0).number(),
                    answer.at(1).text(),
                    answer.items().stream().skip(2).map(Reply::text).toList());
        }
    }

    /** Decodes positions in the list that a script was given. */
    static <T> List<T> at(Reply positions, List<T> asked) {
        return positions.items().stream()
                .map(position -> asked.get((int) position.number()))
                .toList();
    }
}
