package org.abisession.node;

/**
 * Tells the values of attributes that they come from the store and go there (HttpSessionActivationListener, Jakarta
 * Servlet 6.0, 7.7.2): a value that was decoded before the application gets it, and each value before and after it is
 * encoded, since it stays in use. Values that nobody asks for are not called. Runs in the thread of the
 * request, with no lock held; what it throws is logged, and the request goes on.
 */
public interface ActivationEvents {
    /** Calls nobody. */
    ActivationEvents NONE = new ActivationEvents() {
        @Override
        public boolean isListening(Object value) {
            return false;
        }

        @Override
        public void willPassivate(Object value) {}

        @Override
        public void didActivate(Object value) {}
    };

    /** Returns true if the value is a listener. */
    boolean isListening(Object value);

    /** Calls the value before it is encoded. */
    void willPassivate(Object value);

    /** Calls the value after it was decoded, or has been encoded. */
    void didActivate(Object value);
}
