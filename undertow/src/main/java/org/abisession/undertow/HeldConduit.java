package org.abisession.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Stores the session before a part of the response is sent, and holds back its end until the request has ended and its
 * session is saved: an application may change the session after a redirect, or a framework after the page that it has
 * written. An end that is too large is sent at once.
 */
final class HeldConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private static final Logger LOG = LoggerFactory.getLogger(HeldConduit.class);
    private static final int MAX_HELD_BYTES = 1 << 16;

    private final RequestGuard guard;
    private final AtomicReference<byte @Nullable []> end = new AtomicReference<>();
    private long written;
    /** True if the end was held back, or was sent. */
    private volatile boolean ended;
    /** True if the end of the writes was asked for. */
    private volatile boolean terminated;

    HeldConduit(StreamSinkConduit next, RequestGuard guard) {
        super(next);
        this.guard = guard;
    }

    private static long size(ByteBuffer[] sources, int offset, int length) {
        long size = 0;
        for (int i = offset; i < offset + length; i++) {
            size += sources[i].remaining();
        }
        return size;
    }

    /** Holds back an end of a response; false if it is to be sent. */
    private boolean hold(ByteBuffer[] sources, int offset, int length) {
        long size = size(sources, offset, length);
        if (!guard.isHolding() || ended || size > MAX_HELD_BYTES) {
            return false;
        }
        ByteBuffer copy = ByteBuffer.allocate((int) size);
        for (int i = offset; i < offset + length; i++) {
            copy.put(sources[i]);
        }
        ended = true;
        end.set(copy.array());
        if (!guard.isHolding()) {
            release(); // the request has ended meanwhile, in another thread
        }
        return true;
    }

    /** Sends what is held back. */
    void release() {
        byte[] content = end.getAndSet(null);
        if (content == null) {
            return;
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                if (next.write(buffer) == 0) {
                    next.awaitWritable();
                }
            }
            next.terminateWrites();
            while (!next.flush()) {
                next.awaitWritable();
            }
        } catch (IOException e) {
            LOG.debug("The end of a response can't be sent", e);
            guard.broken();
        }
    }

    @Override
    public int writeFinal(ByteBuffer source) throws IOException {
        int size = source.remaining();
        if (hold(new ByteBuffer[] {source}, 0, 1)) {
            return size;
        }
        guard.beforePart();
        return super.writeFinal(source);
    }

    @Override
    public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
        long size = size(sources, offset, length);
        if (hold(sources, offset, length)) {
            return size;
        }
        guard.beforePart();
        return super.writeFinal(sources, offset, length);
    }

    @Override
    public void terminateWrites() throws IOException {
        boolean again = terminated;
        terminated = true;
        if (again && end.get() != null) {
            guard.end(true); // the container ends the exchange: what the application closes is closed once
        } else if (!ended && !hold(new ByteBuffer[0], 0, 0)) {
            guard.beforePart();
            super.terminateWrites();
        }
    }

    @Override
    public boolean flush() throws IOException {
        return end.get() != null || super.flush();
    }

    @Override
    public boolean isWriteShutdown() {
        return end.get() == null && super.isWriteShutdown(); // an exchange whose channel is closed is broken off
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        if (count <= MAX_HELD_BYTES && guard.isWhole(written + count)) {
            ByteBuffer content = ByteBuffer.allocate((int) count);
            while (content.hasRemaining() && source.read(content, position + content.position()) > 0) {}
            if (!content.hasRemaining() && hold(new ByteBuffer[] {content.flip()}, 0, 1)) {
                return count;
            }
        }
        guard.beforePart();
        long sent = super.transferFrom(source, position, count);
        written += sent;
        return sent;
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer) throws IOException {
        guard.beforePart();
        long sent = super.transferFrom(source, count, throughBuffer);
        written += Math.max(0, sent);
        return sent;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int size = source.remaining();
        if (guard.isWhole(written + size) && hold(new ByteBuffer[] {source}, 0, 1)) {
            return size;
        }
        guard.beforePart();
        int sent = super.write(source);
        written += sent;
        return sent;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long size = size(sources, offset, length);
        if (guard.isWhole(written + size) && hold(sources, offset, length)) {
            return size;
        }
        guard.beforePart();
        long sent = super.write(sources, offset, length);
        written += sent;
        return sent;
    }
}
