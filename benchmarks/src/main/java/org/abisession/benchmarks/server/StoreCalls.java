package org.abisession.benchmarks.server;

/**
 * Describes the sessions that one node has in a store, by number from 0 on: 4,000 characters in ten attributes, and a
 * small one. Reads and changes may be called by several threads.
 */
public interface StoreCalls extends AutoCloseable {
    /** The number of attributes of a session. */
    int ATTRIBUTES = 10;

    /** The characters of one attribute. */
    int LENGTH = 400;

    /** The name of the small attribute, which is changed. */
    String COUNTER = "counter";

    /** Makes one more session. For one thread. */
    void create();

    /** Does what a request does that reads a session. Fails if it is not there. */
    void read(int session);

    /** Does what a request does that changes the small attribute. Fails if the session is not there. */
    void change(int session, long value);

    @Override
    void close();
}
