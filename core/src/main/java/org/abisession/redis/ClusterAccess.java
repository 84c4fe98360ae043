package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.abisession.redis.ClusterReplies.Accessed;
import org.abisession.redis.ClusterReplies.Extended;
import org.abisession.redis.ClusterReplies.RecordState;
import org.abisession.redis.ScriptReplies.MetadataReply;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * One access to a session whose keys lie on several nodes. The interval stands in the record, so it is not known when
 * the expiry of the other two keys is extended: they are extended by a guess, all in one flight, and where the record
 * says something else that is put right in a second one.
 */
final class ClusterAccess {
    /** The difference in time to live up to which two keys end together: on two servers, messages take their time. */
    static final long TOGETHER_MILLIS = 1000;

    private static final byte[] NULL = bytes("null");

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Records records;
    private final Intervals intervals;
    private final Applications applications;

    ClusterAccess(
            RedisConnections redis, SessionKeys keys, Records records, Intervals intervals, Applications applications) {
        this.redis = redis;
        this.keys = keys;
        this.records = records;
        this.intervals = intervals;
        this.applications = applications;
    }

    /**
     * Holds what an access has found.
     *
     * @param metadata as the scripts answer it; empty if there is none, or it was not asked for
     * @param metadataTtl as PTTL says it, before the access
     * @param now the time of the server of the metadata, milliseconds
     * @param adopted whether there is metadata alone, and that is a session of this application
     */
    record Found(Accessed record, Optional<MetadataReply> metadata, long metadataTtl, long now, boolean adopted) {
        RecordState state() {
            return record.state();
        }

        boolean hasMetadata() {
            return metadataTtl != -2;
        }

        /** Returns true if there is metadata alone, so that it may be a session of Python. */
        private boolean isWithoutRecord() {
            return hasMetadata() && state().isAbsent();
        }

        /** Returns true if the metadata would be there for a while yet, so that the Python application has kept it. */
        boolean metadataOutlives() {
            return metadataTtl == -1 || metadataTtl > TOGETHER_MILLIS;
        }

        /** Returns true if the metadata is empty or null: nobody has such a session, unless there is a record, too. */
        boolean isNobodys() {
            return metadata.filter(reply -> reply.foreignType().isEmpty())
                    .map(MetadataReply::bytes)
                    .filter(text -> text.length == 0 || Arrays.equals(text, NULL))
                    .isPresent();
        }
    }

    /** Starts the expiry anew of a session that is alive, and of nothing else; reads it, if its values are wanted. */
    Found access(SessionId id, boolean values) {
        long guess = intervals.guess(id);
        byte[] wanted = bytes(values ? "1" : "");
        byte[] interval = bytes(Long.toString(guess));
        List<Reply> answers = Reply.all(redis.fly(
                values ? "load" : "touch",
                List.of(
                        KeyCall.of(
                                Script.KEY_ACCESS,
                                keys.attributes(id),
                                records.defaults().get(0),
                                records.defaults().get(1),
                                wanted),
                        KeyCall.of(Script.KEY_EXTEND, keys.metadata(id), interval, wanted),
                        KeyCall.of(Script.KEY_EXTEND, keys.conversation(id), interval, bytes("")))));
        Extended metadata = Extended.of(answers.get(1));
        Extended conversation = Extended.of(answers.get(2));
        Found found =
                new Found(Accessed.of(answers.get(0)), metadata.metadata(), metadata.before(), metadata.now(), false);
        if (found.isWithoutRecord() && !found.isNobodys() && applications.isAdoptable(id)) {
            found = new Found(found.record(), found.metadata(), found.metadataTtl(), found.now(), true);
        }
        Long right = rightInterval(found);
        List<KeyCall> corrections = new ArrayList<>();
        correct(corrections, keys.metadata(id), metadata, guess, right);
        correct(corrections, keys.conversation(id), conversation, guess, right);
        if (!corrections.isEmpty()) {
            redis.fly("correct the expiry", corrections);
        }
        if (right != null) {
            intervals.saw(id, right);
        }
        return found;
    }

    /** Returns by what the keys should have been extended, milliseconds, 0 without an end; null if they should not. */
    private @Nullable Long rightInterval(Found found) {
        if (!found.hasMetadata()) {
            return null;
        }
        return switch (found.state()) {
            case ALIVE -> Math.max(found.record().interval(), 0);
            case NONE, FOREIGN ->
                found.adopted() ? Math.max(records.defaultInterval().toMillis(), 0) : null;
            case ENDED, OVERDUE, EXPIRED -> null;
        };
    }

    private static void correct(List<KeyCall> corrections, String key, Extended was, long guess, @Nullable Long right) {
        if (was.before() < 0) {
            return; // there is none, or it never expires: it was left as it is
        }
        String ours = was.changed() ? Long.toString(guess) : "";
        if (right == null) {
            if (was.changed()) {
                corrections.add(adjust(key, ours, Math.max(was.before(), 1)));
            }
        } else if (right == 0) {
            if (guess != 0) {
                corrections.add(adjust(key, ours, 0));
            }
        } else if (right != guess && (was.changed() || was.before() < right)) {
            corrections.add(adjust(key, ours, Math.max(was.before(), right)));
        }
    }

    static KeyCall adjust(String key, String ours, long wanted) {
        return KeyCall.of(Script.KEY_ADJUST, key, bytes(ours), bytes(Long.toString(wanted)));
    }
}
