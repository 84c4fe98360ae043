package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.abisession.redis.ScriptReplies.Loaded;
import org.abisession.settings.SessionSettings;
import org.abisession.store.IdRenewal;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;

/**
 * The ids that were renewed, and lead to the new ones for a while:
 *
 * <pre>
 * abi-session:renewed:&lt;app&gt;:&lt;SHA-256 of the old id&gt;   String, the new id   for a minute
 * </pre>
 *
 * <p>Such a key counts only where the record of the session names the same old id. So it needs not be deleted: when the
 * session has ended, or its id was changed by the application, the key leads to nothing.
 */
final class RenewedIds {
    private final Duration after;
    private final String before;

    RenewedIds(SessionSettings settings) {
        this.after = settings.users().idRenewal();
        this.before = "abi-session:renewed:" + settings.app() + ":";
    }

    /** Returns true if the setting lets ids be renewed. */
    boolean isOn() {
        return !after.isZero();
    }

    /** Returns the key that leads from an id to a new one; none where ids are not renewed. */
    List<byte[]> keyOf(SessionId old) {
        return isOn() ? List.of(bytes(before + old.sha256())) : List.of();
    }

    /** Returns what {@code renew-id.lua} takes of the setting and the old id. */
    List<byte[]> arguments(SessionId old) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(Long.toString(after.toMillis())));
        arguments.add(bytes(Long.toString(IdRenewal.GRACE.toMillis())));
        arguments.add(bytes(old.sha256()));
        return arguments;
    }

    /**
     * Finds the session that an old id leads to.
     *
     * @param find reads a session, and goes no further than that
     */
    Optional<SessionSnapshot> follow(SessionId old, Loaded found, Function<SessionId, Optional<SessionSnapshot>> find) {
        return found.newId()
                .flatMap(SessionId::parse)
                .flatMap(find)
                .filter(session -> !session.id().equals(old) && IdRenewal.leads(old, session));
    }
}
