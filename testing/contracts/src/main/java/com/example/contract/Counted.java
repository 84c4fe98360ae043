package com.example.contract;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** A value that counts how often one of its class is decoded on this node. */
final class Counted implements Serializable {
    private static final long serialVersionUID = 1;
    private static final AtomicInteger DECODED = new AtomicInteger();

    private final String text;

    Counted(String text) {
        this.text = text;
    }

    /** Returns how often a value was decoded since the last call. */
    static int decoded() {
        return DECODED.getAndSet(0);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        DECODED.incrementAndGet();
    }

    @Override
    public String toString() {
        return text;
    }
}
