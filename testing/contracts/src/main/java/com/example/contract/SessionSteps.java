package com.example.contract;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.Sessions;

/**
 * The steps of {@link ContractServlet} on the session of the request. All but {@code peek} and {@code
 * events} make one where there is none.
 *
 * <ul>
 *   <li>{@code session}, {@code peek} (makes none): id, new, interval, created, accessed; {@code none=true} without
 *   <li>{@code set=name:text}, {@code item=name:label} (a class of the application), {@code list=name:first},
 *       {@code bound=name} (a binding listener), {@code remove=name}, {@code get=name}, {@code names}
 *   <li>{@code add=name:text} adds to the list in place, without {@code setAttribute}
 *   <li>{@code large=name:length} sets a long String, {@code largeLength=name} answers its length
 *   <li>{@code spoil=name} adds to the list in place what can't be stored
 *   <li>{@code unserializable=name} tries to set a value that isn't, and answers {@code refused}
 *   <li>{@code interval=seconds}, {@code changeId}, {@code invalidate}
 *   <li>{@code say=question} appends a turn, {@code turns} counts them, {@code lastTurn} shows the question
 *   <li>{@code events}: what {@link EventLog} has recorded on this node, and forgets it
 *   <li>{@code loaders}: whether this application and {@code Conversation} have different class loaders
 * </ul>
 */
final class SessionSteps {
    private final HttpServletRequest request;
    private final StringBuilder answers = new StringBuilder();

    SessionSteps(HttpServletRequest request) {
        this.request = request;
    }

    String answers() {
        return answers.toString();
    }

    void answer(String name, Object value) {
        answers.append(name).append('=').append(value).append('\n');
    }

    void run(String step, String argument) {
        int colon = argument.indexOf(':');
        String name = colon < 0 ? argument : argument.substring(0, colon);
        String text = colon < 0 ? "" : argument.substring(colon + 1);
        switch (step) {
            case "session" -> describe(session());
            case "sessionsOfUser" -> {
                answer("name", Sessions.of(session()).user().orElse("nobody"));
                answer("sessions", Sessions.of(session()).list().size());
            }
            case "clientsOfUser" ->
                Sessions.of(session())
                        .list()
                        .forEach(one -> answer(
                                "client",
                                one.userAgent().orElse("-") + " at "
                                        + one.address().orElse("-")));
            case "endOthers" -> answer("ended", Sessions.of(session()).endOthers());
            case "endAll" -> answer("ended", Sessions.of(session()).endAll());
            case "endOfUser" ->
                answer("ended", Sessions.of(session()).ofUser(argument).endAll());
            case "peek" -> describe(request.getSession(false));
            case "set" -> session().setAttribute(name, text);
            case "large" -> session().setAttribute(name, "x".repeat(Integer.parseInt(text)));
            case "largeLength" -> answer(name, ((String) session().getAttribute(name)).length());
            case "item" -> session().setAttribute(name, new Item(text));
            case "list" -> session().setAttribute(name, new ArrayList<>(List.of(text)));
            case "add" -> this.<String>list(name).add(text);
            case "spoil" -> this.<Object>list(name).add(new Unserializable());
            case "bound" -> session().setAttribute(name, new Bound(name));
            case "remove" -> session().removeAttribute(name);
            case "get" -> answer(name, session().getAttribute(name));
            case "names" -> {
                List<String> names = Collections.list(session().getAttributeNames());
                Collections.sort(names);
                answer("names", names);
            }
            case "unserializable" -> refused(name);
            case "interval" -> session().setMaxInactiveInterval(Integer.parseInt(argument));
            case "changeId" -> answer("id", request.changeSessionId());
            case "invalidate" -> session().invalidate();
            case "say" -> Turns.append(session(), argument);
            case "turns" -> answer("turns", Turns.count(session()));
            case "lastTurn" -> answer("lastTurn", Turns.last(session()));
            case "events" ->
                answer("events", EventLog.of(request.getServletContext()).take());
            case "loaders" ->
                answer(
                        "loaders",
                        SessionSteps.class.getClassLoader() != Conversation.class.getClassLoader() ? "two" : "one");
            default -> throw new IllegalArgumentException("There is no step " + step);
        }
    }

    private HttpSession session() {
        return request.getSession();
    }

    @SuppressWarnings("unchecked") // a list is what the step "list" has put there
    private <T> List<T> list(String name) {
        return (List<T>) session().getAttribute(name);
    }

    private void refused(String name) {
        try {
            session().setAttribute(name, new Unserializable());
        } catch (IllegalArgumentException e) {
            answer("refused", e.getMessage());
        }
    }

    private void describe(HttpSession session) {
        if (session == null) {
            answer("none", true);
            return;
        }
        answer("id", session.getId());
        answer("new", session.isNew());
        answer("interval", session.getMaxInactiveInterval());
        answer("created", session.getCreationTime());
        answer("accessed", session.getLastAccessedTime());
    }

    /** A value that is not Serializable, and holds nothing that JSON could carry. */
    static final class Unserializable {
        final Thread thread = Thread.currentThread();
    }

    /** The steps of the conversation, in a class of their own, so that the others run where there is no abi-session. */
    static final class Turns {
        private Turns() {}

        static void append(HttpSession session, String question) {
            Conversation.of(session).append(ConversationEntry.builder(question).build());
        }

        static long count(HttpSession session) {
            return Conversation.of(session).size();
        }

        static String last(HttpSession session) {
            List<ConversationEntry> last = Conversation.of(session).last(1);
            return last.isEmpty() ? "" : last.get(0).userQuery().orElse("");
        }
    }
}
