package org.abisession.contract;

/**
 * Tells what the specification leaves to the container, or the container decides against it: as Jakarta Servlet 6.0 has
 * it, unless a container's test says otherwise. None of it is abi-session's to change.
 */
public interface ContainerHabits {
    /**
     * Returns the simple name of the exception that {@code setAttribute(null, x)} throws: the specification names none.
     */
    default String nullNameException() {
        return "IllegalArgumentException";
    }

    /** Returns true if {@code valueBound} comes before the value can be seen, as 7.4 has it. */
    default boolean bindsBeforeVisible() {
        return true;
    }

    /**
     * Returns true if {@code valueUnbound} and {@code valueBound} come when the very value that is there is set again.
     */
    default boolean tellsBindingListenerOfSameInstance() {
        return true;
    }

    /** Returns true if {@code attributeReplaced} comes when the very value that is there is set again. */
    default boolean tellsAttributeListenersOfSameInstance() {
        return true;
    }

    /** Returns what {@code valueUnbound} gets when it asks the session that ends for the value. */
    default String visibleWhileEnding() {
        return "IllegalStateException";
    }

    /** Returns true if what an attribute listener throws becomes the answer of the request, as 11.7 has it. */
    default boolean listenerFailureReachesTheRequest() {
        return true;
    }

    /**
     * Returns true if the event of {@code valueBound} and {@code valueUnbound} has the value, as the Javadoc of
     * getValue has it.
     */
    default boolean bindingEventsHaveTheValue() {
        return true;
    }

    /**
     * Returns true if {@code getRequestedSessionId} stays what the client sent when the id changes, as its Javadoc has
     * it.
     */
    default boolean keepsRequestedIdAtAChange() {
        return true;
    }

    /** Returns true if the parameter in URLs has the name of the cookie, as 7.1.1 has it. */
    default boolean namesUrlParameterAsTheCookie() {
        return true;
    }

    /** Returns the name of the parameter for the session id in URLs, if the session cookie has this name. */
    default String urlParameter(String cookie) {
        return namesUrlParameterAsTheCookie() ? cookie : "jsessionid";
    }

    /**
     * Returns true if {@code isRequestedSessionIdFromCookie} is true of an id that names no session, as its Javadoc has
     * it.
     */
    default boolean tellsTheSourceOfUnknownIds() {
        return true;
    }

    /** Returns true if the interval of a session that has ended can still be asked for, as its Javadoc has it. */
    default boolean answersTheIntervalOfAnEndedSession() {
        return true;
    }

    /**
     * Returns true if a dispatch into another application shares the id of a session that this very request has made.
     */
    default boolean sharesNewIdsAcrossApplications() {
        return true;
    }

    /** Returns true if a thread of {@code AsyncContext.start} can be known to work for its request. */
    default boolean knowsThreadsOfAsynchronousRequests() {
        return true;
    }

    /** Returns true if {@code request.upgrade} works. */
    default boolean upgrades() {
        return true;
    }

    /**
     * Returns true if a response that the application has closed, or written to its full length, waits for the
     * request's end.
     */
    default boolean holdsClosedResponses() {
        return true;
    }

    /** Returns true if the setting {@code id-renewal} is supported. */
    default boolean renewsIds() {
        return true;
    }

    /**
     * Returns true if a session object that the application keeps beyond its request knows that the client has joined
     * the session since, as 7.2 has it.
     */
    default boolean renewsKeptSessions() {
        return true;
    }
}
