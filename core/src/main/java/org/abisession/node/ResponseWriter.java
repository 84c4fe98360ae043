package org.abisession.node;

import java.io.PrintWriter;

/**
 * The writer of a response as the application has it: asks before each write, and before the container may send, and
 * drops what is not to be sent. Used by the threads of its request, as a writer of the container is.
 */
public abstract class ResponseWriter extends PrintWriter {
    private final PrintWriter containers;

    /** Makes a writer in front of that of the container. */
    protected ResponseWriter(PrintWriter containers) {
        super(containers);
        this.containers = containers;
    }

    /** Returns true if it writes to this writer of the container. */
    public final boolean writesTo(PrintWriter writer) {
        return containers == writer;
    }

    /** Called before so many chars are written; returns false if they are to be dropped. */
    protected abstract boolean beforeWrite(int length);

    /** Called before the container sends what it has; returns false if it is not to do so. */
    protected abstract boolean beforeSend();

    /** Called after a flush; does nothing by itself. */
    protected void flushed() {}

    @Override
    public final void write(int c) {
        if (beforeWrite(1)) {
            super.write(c);
        }
    }

    @Override
    public final void write(char[] chars, int offset, int length) {
        if (beforeWrite(length)) {
            super.write(chars, offset, length);
        }
    }

    @Override
    public final void write(String text, int offset, int length) {
        if (beforeWrite(length)) {
            super.write(text, offset, length);
        }
    }

    /** Writes a line break with {@link #write(String)}: the inherited method would bypass the methods above. */
    @Override
    public final void println() {
        write(System.lineSeparator());
    }

    @Override
    public final void flush() {
        if (beforeSend()) {
            super.flush();
            flushed();
        }
    }

    @Override
    public final void close() {
        if (beforeSend()) {
            containers.close();
        }
    }

    @Override
    public final boolean checkError() {
        return beforeSend() && containers.checkError();
    }
}
