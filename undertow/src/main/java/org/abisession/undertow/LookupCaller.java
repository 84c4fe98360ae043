package org.abisession.undertow;

import io.undertow.servlet.spec.ServletContextImpl;

/** Tells who asks for the session of a request whose session can't be read. */
final class LookupCaller {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private LookupCaller() {}

    /** Returns true if it is Undertow itself, which notes the end of an access. */
    static boolean isUndertowsEnd() {
        return WALKER.walk(frames -> frames.anyMatch(frame -> frame.getDeclaringClass() == ServletContextImpl.class
                && frame.getMethodName().equals("updateSessionAccessTime")));
    }
}
