package com.example.contract;

import java.io.Serializable;

/** A value that is Serializable by its interface, and holds an object that is not. */
final class Holder implements Serializable {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // that is the point
    private final Object inside = new Object();

    @Override
    public String toString() {
        return "Holder of " + inside;
    }
}
