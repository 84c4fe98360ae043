package org.abisession;

import java.util.List;
import java.util.Optional;
import org.abisession.conversation.SessionAttribute;

/**
 * The sessions of a user in this application, on all nodes: what a page on "where am I logged in" shows and does.
 *
 * <pre>{@code
 * Sessions sessions = Sessions.of(request.getSession());
 * for (UserSession session : sessions.list()) { ... }
 * sessions.end(request.getParameter("handle"));
 * sessions.endOthers(); // after a change of the password
 * }</pre>
 *
 * <p>Who ends sessions here ends them as a logout does: no node lets anybody use them any more when the call returns,
 * and the listeners are called, in the thread of the call. Logins that are under way at that moment do not survive
 * either. Safe for use by several threads. Methods throw {@link SessionStoreUnavailableException} when Redis is away.
 */
public interface Sessions {
    /** The session attribute under which an application finds the sessions of its user. No name list shows it. */
    String ATTRIBUTE = "org.abisession.sessions";

    /**
     * Returns the sessions of the user who is logged in with a session.
     *
     * @param session a {@code jakarta.servlet.http.HttpSession} or {@code javax.servlet.http.HttpSession} of a context
     *     that keeps its sessions in Redis
     * @throws IllegalArgumentException if it is no HttpSession
     * @throws IllegalStateException if the session has ended, or is not kept by abi-session
     */
    static Sessions of(Object session) {
        return SessionAttribute.get(session, ATTRIBUTE, Sessions.class);
    }

    /** Returns the user's name; empty if nobody is logged in with this session: there are no others then. */
    Optional<String> user();

    /** Returns the sessions of the user, the last used first. */
    List<UserSession> list();

    /**
     * Ends one of the sessions.
     *
     * @param handle as {@link UserSession#handle} has it
     * @return false if the user has no such session (any more)
     */
    boolean end(String handle);

    /**
     * Ends all sessions of the user but this one.
     *
     * @return how many have ended
     */
    int endOthers();

    /**
     * Ends all sessions of the user; this one last, if it is one of them.
     *
     * @return how many have ended
     */
    int endAll();

    /**
     * Returns the sessions of any user, for an administrator: the application has to check who asks. The audit log and
     * the metrics have what is ended here as ended by an administrator.
     */
    Sessions ofUser(String name);
}
