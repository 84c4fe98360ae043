package org.abisession.undertow;

import java.io.PrintWriter;

/** The writer of a response, which sends nothing once the response is a redirect that is held back. */
final class HeldWriter extends PrintWriter {
    private final PrintWriter undertows;
    private final HeldResponse response;

    HeldWriter(PrintWriter undertows, HeldResponse response) {
        super(undertows);
        this.undertows = undertows;
        this.response = response;
    }

    boolean writesTo(PrintWriter writer) {
        return undertows == writer;
    }

    @Override
    public void write(int c) {
        if (!response.isHeldRedirect()) {
            super.write(c);
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        if (!response.isHeldRedirect()) {
            super.write(chars, offset, length);
        }
    }

    @Override
    public void write(String text, int offset, int length) {
        if (!response.isHeldRedirect()) {
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
        if (!response.isHeldRedirect()) {
            super.flush();
        }
    }

    @Override
    public void close() {
        if (!response.isHeldRedirect()) {
            undertows.close();
        }
    }

    @Override
    public boolean checkError() {
        return !response.isHeldRedirect() && undertows.checkError();
    }
}
