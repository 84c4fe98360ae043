package org.abisession.node;

/**
 * Tells the values of attributes that they come from the store and go there (HttpSessionActivationListener, Jakarta
 * Servlet 6.0, 7.7.2): a value that was decoded before the application gets it, and each value before and after it is
 * encoded, since it stays in use. Values that nobody asks for are told nothing. Called in the thread of the
 * request; must not throw.
 */
public interface ActivationEvents {
    /** Tells nobody. */
    ActivationEvents NONE = new ActivationEvents() {
        @Override
        public void willPassivate(Object value) {}

        @Override
        public void didActivate(Object value) {}
    };

    /** The value is about to be encoded. */
    void willPassivate(Object value);

    /** The value was decoded, or has been encoded. */
    void didActivate(Object value);
}
