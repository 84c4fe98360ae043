package org.abisession.tomcat;

import java.io.PrintWriter;

/**
 * A response's writer that says so before Tomcat sends: at a flush, at the end, and each time that
 * Tomcat's buffer of characters is full and goes on to the buffer of bytes, which may then overflow.
 */
final class CommitWriter extends PrintWriter {
    private final PrintWriter tomcats;
    private final RequestGuard guard;
    private final int bufferSize;
    private long written;

    CommitWriter(PrintWriter tomcats, RequestGuard guard, int bufferSize) {
        super(tomcats);
        this.tomcats = tomcats;
        this.guard = guard;
        this.bufferSize = Math.max(bufferSize, 1);
    }

    boolean writesTo(PrintWriter writer) {
        return tomcats == writer;
    }

    void emptied() {
        written = 0;
    }

    private void beforeWrite(int length) {
        long before = written;
        written += length;
        if (length > 0 && (written - 1) / bufferSize != (before - 1) / bufferSize) {
            guard.beforeCommit();
        }
    }

    @Override
    public void write(int c) {
        beforeWrite(1);
        super.write(c);
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        beforeWrite(length);
        super.write(chars, offset, length);
    }

    @Override
    public void write(String text, int offset, int length) {
        beforeWrite(length);
        super.write(text, offset, length);
    }

    /** Writes a line break with {@link #write(String)}: the inherited method would bypass the methods above. */
    @Override
    public void println() {
        write(System.lineSeparator());
    }

    @Override
    public void flush() {
        guard.beforeCommit();
        super.flush();
        written = 0;
    }

    @Override
    public void close() {
        guard.beforeCommit();
        tomcats.close();
    }

    @Override
    public boolean checkError() {
        guard.beforeCommit();
        return tomcats.checkError();
    }
}
