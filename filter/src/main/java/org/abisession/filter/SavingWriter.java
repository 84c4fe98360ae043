package org.abisession.filter;

import java.io.PrintWriter;
import org.abisession.node.ResponseWriter;

/** The writer of a response, which stores the session before the container sends. */
final class SavingWriter extends ResponseWriter {
    /** The most bytes that a char takes in UTF-8. */
    private static final int MOST_BYTES = 3;

    private final SessionResponse response;
    private long written;
    /** The most bytes that may be in the container's buffer. */
    private long buffered;

    SavingWriter(PrintWriter containers, SessionResponse response) {
        super(containers);
        this.response = response;
    }

    /** Returns true if nothing was written, or everything was taken back. */
    boolean isUnused() {
        return written == 0;
    }

    void emptied() {
        written = 0;
        buffered = 0;
    }

    @Override
    protected boolean beforeWrite(int length) {
        if (response.isRedirect()) {
            return false;
        }
        long bytes = (long) MOST_BYTES * length;
        written += bytes;
        buffered += bytes;
        if (response.beforeWrite(buffered, written)) {
            buffered = bytes;
        }
        return true;
    }

    @Override
    protected boolean beforeSend() {
        if (response.isRedirect()) {
            return false;
        }
        response.beforeCommit();
        return true;
    }

    @Override
    protected void flushed() {
        buffered = 0;
    }
}
