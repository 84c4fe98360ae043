package org.abisession.filter;

import java.io.PrintWriter;

/** The writer of a response, which stores the session before the container sends. */
final class SavingWriter extends PrintWriter {
    /** The most bytes that a char takes in UTF-8. */
    private static final int MOST_BYTES = 3;

    private final PrintWriter containers;
    private final SessionResponse response;
    private long written;
    /** The most bytes that may be in the container's buffer. */
    private long buffered;

    SavingWriter(PrintWriter containers, SessionResponse response) {
        super(containers);
        this.containers = containers;
        this.response = response;
    }

    boolean writesTo(PrintWriter writer) {
        return containers == writer;
    }

    /** Returns true if nothing was written, or everything was taken back. */
    boolean isUnused() {
        return written == 0;
    }

    void emptied() {
        written = 0;
        buffered = 0;
    }

    private void beforeWrite(int length) {
        long bytes = (long) MOST_BYTES * length;
        written += bytes;
        buffered += bytes;
        if (response.beforeWrite(buffered, written)) {
            buffered = bytes;
        }
    }

    @Override
    public void write(int c) {
        if (!response.isRedirect()) {
            beforeWrite(1);
            super.write(c);
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        if (!response.isRedirect()) {
            beforeWrite(length);
            super.write(chars, offset, length);
        }
    }

    @Override
    public void write(String text, int offset, int length) {
        if (!response.isRedirect()) {
            beforeWrite(length);
            super.write(text, offset, length);
        }
    }

    /** Writes a line break with {@link #write(String)}: the inherited method would bypass the methods above. */
    @Override
    public void println() {
        write(System.lineSeparator());
    }

    @Override
    public void flush() {
        if (!response.isRedirect()) {
            response.beforeCommit();
            super.flush();
            buffered = 0;
        }
    }

    @Override
    public void close() {
        if (!response.isRedirect()) {
            response.beforeCommit();
            containers.close();
        }
    }

    @Override
    public boolean checkError() {
        if (response.isRedirect()) {
            return false;
        }
        response.beforeCommit();
        return containers.checkError();
    }
}
