package org.abisession.tomcat;

import java.io.PrintWriter;
import org.abisession.node.ResponseWriter;

/**
 * A response's writer that says so before Tomcat sends: at a flush, at the end, and each time that
 * Tomcat's buffer of characters is full and goes on to the buffer of bytes, which may then overflow.
 */
final class CommitWriter extends ResponseWriter {
    private final RequestGuard guard;
    private final int bufferSize;
    private long written;

    CommitWriter(PrintWriter tomcats, RequestGuard guard, int bufferSize) {
        super(tomcats);
        this.guard = guard;
        this.bufferSize = Math.max(bufferSize, 1);
    }

    void emptied() {
        written = 0;
    }

    @Override
    protected boolean beforeWrite(int length) {
        long before = written;
        written += length;
        if (length > 0 && (written - 1) / bufferSize != (before - 1) / bufferSize) {
            guard.beforeCommit();
        }
        return true;
    }

    @Override
    protected boolean beforeSend() {
        guard.beforeCommit();
        return true;
    }

    @Override
    protected void flushed() {
        written = 0;
    }
}
