package org.abisession.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/** Takes what the application writes to a response that has become an error, and sends none of it. */
final class DiscardingConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
    DiscardingConduit(StreamSinkConduit next) {
        super(next);
    }

    private static long discard(ByteBuffer[] sources, int offset, int length) {
        long taken = 0;
        for (int i = offset; i < offset + length; i++) {
            taken += discard(sources[i]);
        }
        return taken;
    }

    private static int discard(ByteBuffer source) {
        int taken = source.remaining();
        source.position(source.limit());
        return taken;
    }

    @Override
    public int write(ByteBuffer source) {
        return discard(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        return discard(sources, offset, length);
    }

    @Override
    public int writeFinal(ByteBuffer source) throws IOException {
        int taken = discard(source);
        next.terminateWrites();
        return taken;
    }

    @Override
    public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
        long taken = discard(sources, offset, length);
        next.terminateWrites();
        return taken;
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        return Math.max(0, Math.min(count, source.size() - position));
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer) throws IOException {
        throughBuffer.clear();
        return source.read(throughBuffer.limit((int) Math.min(count, throughBuffer.capacity())));
    }
}
