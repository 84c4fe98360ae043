package org.abisession.node;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.RenewalResult;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;

/**
 * Changes the id of one session: because the application asks for it, or since it is old; and takes the id that another
 * node has given the session by a renewal. Safe for use by several threads: each change takes a turn among the calls of
 * the session to the store.
 */
final class IdChanges {
    private final SessionSync session;
    private final SessionNode node;
    private final SessionRepository repository;
    private final Attributes attributes;
    private final StoreTurns turns;
    private final SessionUser user;
    private final IdAge age;

    IdChanges(SessionSync session, SessionNode node, Attributes attributes, StoreTurns turns, SessionUser user) {
        this.session = session;
        this.node = node;
        this.repository = node.repository();
        this.attributes = attributes;
        this.turns = turns;
        this.user = user;
        this.age = new IdAge(node.settings().users().idRenewal(), node.clock());
    }

    IdAge age() {
        return age;
    }

    /** Gives the session a new id, and registers it on the node, while no other call of this session is under way. */
    SaveResult changeId(SessionId newId, Set<String> applications) {
        return turns.call(() -> {
            if (session.isEnded()) {
                return SaveResult.GONE;
            }
            SaveResult result = changeNow(newId, applications);
            if (result == SaveResult.GONE && followNow()) {
                result = changeNow(newId, applications);
            }
            if (result == SaveResult.GONE) {
                session.notFound();
            }
            return result;
        });
    }

    private SaveResult changeNow(SessionId newId, Set<String> applications) {
        SessionId oldId = session.baseline().id();
        moving(oldId, newId);
        SaveResult result = session.isStored() ? repository.changeId(oldId, newId, applications) : SaveResult.SAVED;
        user.removeEntry(oldId);
        if (result == SaveResult.SAVED) {
            age.leading((SessionId) null);
            session.enterId(newId);
            age.begin();
            node.journal().idChanged(oldId, newId);
        }
        return result;
    }

    private void moving(SessionId from, SessionId to) {
        user.moving(from, to, session.interval().get());
        if (session.isStored()) {
            keepOrigin(from, to);
        }
    }

    /** Stores where the session comes from before it gets another id, if its values are encrypted. */
    private void keepOrigin(SessionId from, SessionId to) {
        node.cipher().moving(from, to, attributes.origins()).ifPresent(origin -> {
            if (repository.save(session.baseline(), origin) == SaveResult.SAVED) {
                attributes.stored(origin.changed());
            }
        });
    }

    /** Returns true if the id is to be renewed, by what this node knows. */
    private boolean isRenewalDue() {
        return age.isDue() && session.isStored() && !session.isEnded() && !user.isLoginUnderWay();
    }

    /**
     * Gives the session a new id if it has had its own for long; the old one leads to the new one for a while. A store
     * that refuses that leaves it with its id.
     *
     * @return false if it keeps its id, or another request or node has renewed it
     */
    boolean renewIfDue() {
        if (!isRenewalDue()) {
            return false;
        }
        try {
            return renew(SessionId.random());
        } catch (SessionStoreUnavailableException e) {
            throw e; // it may have been renewed: the client asks again, with the old id
        } catch (SessionStoreException e) {
            node.journal().renewalRefused(session.baseline().id(), e);
            return false;
        }
    }

    private boolean renew(SessionId newId) {
        return turns.call(() -> {
            if (!isRenewalDue()) {
                return false;
            }
            SessionId oldId = session.baseline().id();
            moving(oldId, newId);
            RenewalResult result = repository.renewId(oldId, newId);
            if (result == RenewalResult.RENEWED) {
                user.removeEntry(oldId);
                age.leading(oldId);
                session.enterId(newId);
                age.begin();
                node.journal().idChanged(oldId, newId);
                return true;
            }
            user.removeEntry(newId);
            if (result == RenewalResult.KEPT || !followNow()) {
                age.begin();
            }
            return false;
        });
    }

    /** Returns the id of the session after the changes that are under way, on this node or another one. */
    SessionId presentId() {
        boolean unused = follow();
        return session.settledId();
    }

    /** Enters the id that another node has given the session by a renewal; false if none has. */
    boolean follow() {
        return age.isOn() && turns.call(this::followNow);
    }

    /** Does the same as {@link #follow}, in a call of this session to the store. */
    boolean followNow() {
        if (!age.isOn() || !session.isStored()) {
            return false;
        }
        SessionId oldId = session.baseline().id();
        Optional<SessionSnapshot> found =
                repository.peek(oldId).filter(now -> !now.id().equals(oldId));
        found.ifPresent(now -> {
            Map<String, byte[]> origins = new HashMap<>(now.fields());
            origins.keySet().removeIf(field -> !AttributeCipher.isOrigin(field));
            attributes.stored(origins);
            if (user.isLoginUnderWay()) {
                user.moving(oldId, now.id(), session.interval().get());
            }
            age.leading(oldId);
            session.enterId(now.id());
            age.begin();
        });
        return found.isPresent();
    }
}
