package org.abisession.codec;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * Checks the limits of one stream of Java serialization. It remembers why it refused. Used by one thread for one
 * stream. Classes are judged where {@link AttributeInput} resolves them, all that the stream names; what this filter is
 * asked about beyond those was made by the readResolve of a class that is allowed.
 *
 * <p>What a stream can make the JVM allocate is bounded by its own length: each object, reference and array
 * element takes a byte of it at least, so more than that is not there to be read. The limit on bytes is the
 * limit on references, too.
 */
final class StreamLimits implements ObjectInputFilter {
    static final long MAX_BYTES = Math.min(64L << 20, HeapLimits.longestText());

    /**
     * The most levels of references that are written: about 1,000 of them fill a stack of 1 MB. Reading allows more.
     */
    static final int MAX_WRITE_DEPTH = 1000;

    static final int MAX_READ_DEPTH = 2 * MAX_WRITE_DEPTH;

    /**
     * The most places of arrays for each byte of the stream: tables of hash maps have up to four times as many places
     * as the stream has bytes for their entries.
     */
    private static final int PLACES_PER_BYTE = 4;

    private static final int SPARE_PLACES = 4096;

    /**
     * The most processor time for each byte: far more than any honest stream takes, also in a JVM that has just been
     * started.
     */
    private static final long NANOS_PER_BYTE = 250;

    private static final long SPARE_NANOS = 4_000_000_000L;

    /** The number of objects after which the clock is read again. */
    private static final int LOOK_EVERY = 256;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long length;
    private long places;
    private final long started;
    private int questions;
    private @Nullable IOException reason;

    StreamLimits(long length) {
        this.length = length;
        this.started = processorNanos();
    }

    /**
     * Returns the processor time of this thread, which does not grow while others have the processor. A table that
     * grows slower with each entry is left between two of them.
     */
    private static long processorNanos() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
    }

    /** Returns how many places the arrays of a stream of so many bytes may have. */
    static long places(long bytes) {
        return Math.min(PLACES_PER_BYTE * bytes, HeapLimits.longestText()) + SPARE_PLACES;
    }

    /** Returns the bytes of the stream. */
    long length() {
        return length;
    }

    /** Returns whether this filter was asked at all: a filter factory of the JVM decides that. */
    boolean wasAsked() {
        return questions > 0;
    }

    /** Returns why the stream was refused, or null if it was not. */
    @Nullable
    IOException reason() {
        return reason;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (++questions % LOOK_EVERY == 0 && processorNanos() - started > SPARE_NANOS + NANOS_PER_BYTE * length) {
            return refuse(StreamLimitException.time((SPARE_NANOS + NANOS_PER_BYTE * length) / 1_000_000_000));
        }
        if (info.depth() > MAX_READ_DEPTH) {
            return refuse(StreamLimitException.depth());
        }
        if (info.references() > MAX_BYTES || info.streamBytes() > MAX_BYTES) {
            return refuse(StreamLimitException.bytes(Math.max(info.references(), info.streamBytes())));
        }
        if (info.arrayLength() > 0) {
            places += info.arrayLength();
            if (places > places(length)) {
                return refuse(StreamLimitException.arrays());
            }
        }
        return Status.ALLOWED;
    }

    private Status refuse(IOException why) {
        if (reason == null) {
            reason = why;
        }
        return Status.REJECTED;
    }
}
