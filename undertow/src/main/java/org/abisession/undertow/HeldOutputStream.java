package org.abisession.undertow;

import io.undertow.io.BufferWritableOutputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** The stream of a response, which sends nothing once the response is a redirect that is held back. */
final class HeldOutputStream extends ServletOutputStream implements BufferWritableOutputStream {
    private final ServletOutputStream undertows;
    private final HeldResponse response;

    HeldOutputStream(ServletOutputStream undertows, HeldResponse response) {
        this.undertows = undertows;
        this.response = response;
    }

    boolean writesTo(ServletOutputStream stream) {
        return undertows == stream;
    }

    @Override
    public void write(int b) throws IOException {
        if (!response.isHeldRedirect()) {
            undertows.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!response.isHeldRedirect()) {
            undertows.write(bytes, offset, length);
        }
    }

    @Override
    public void write(ByteBuffer[] buffers) throws IOException {
        if (undertows instanceof BufferWritableOutputStream direct && !response.isHeldRedirect()) {
            direct.write(buffers);
            return;
        }
        for (ByteBuffer buffer : buffers) {
            write(buffer);
        }
    }

    @Override
    public void write(ByteBuffer buffer) throws IOException {
        if (response.isHeldRedirect()) {
            buffer.position(buffer.limit());
        } else if (undertows instanceof BufferWritableOutputStream direct) {
            direct.write(buffer);
        } else {
            int unused = Channels.newChannel(undertows).write(buffer);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // Undertow serves files by it
    public void transferFrom(FileChannel source) throws IOException {
        if (response.isHeldRedirect()) {
            return;
        }
        if (undertows instanceof BufferWritableOutputStream direct) {
            direct.transferFrom(source);
        } else {
            long start = source.position();
            long unused = source.transferTo(start, source.size() - start, Channels.newChannel(undertows));
        }
    }

    @Override
    public void flush() throws IOException {
        if (!response.isHeldRedirect()) {
            undertows.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (!response.isHeldRedirect()) {
            undertows.close();
        }
    }

    @Override
    public boolean isReady() {
        return undertows.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        undertows.setWriteListener(listener);
    }
}
