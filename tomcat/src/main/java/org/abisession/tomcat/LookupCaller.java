package org.abisession.tomcat;

import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells who asks for a session outside of a {@link RequestGuard}. Tomcat itself looks for sessions before the guard of
 * a request begins and after it has ended, and has no way to pass the request on.
 */
final class LookupCaller {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final int FRAMES = 12;
    private static final String ADAPTER = "org.apache.catalina.connector.CoyoteAdapter";
    private static final Set<String> REQUEST = Set.of(ADAPTER, "org.apache.catalina.connector.Request");

    private LookupCaller() {}

    /**
     * Returns true if Tomcat goes through the session cookies of a request, to take one that names a session. The guard
     * does that, with one look at all of them.
     */
    static boolean comparesCookies() {
        return STACK.walk(frames -> near(frames)
                .anyMatch(frame -> frame.getClassName().equals(ADAPTER)
                        && frame.getMethodName().equals("parseSessionCookiesId")));
    }

    /** Returns true if a request is asked, or Tomcat looks where a request belongs: nobody there handles a failure. */
    static boolean isRequest() {
        return STACK.walk(frames -> near(frames).anyMatch(frame -> REQUEST.contains(frame.getClassName())));
    }

    private static Stream<StackWalker.StackFrame> near(Stream<StackWalker.StackFrame> frames) {
        return frames.limit(FRAMES);
    }
}
