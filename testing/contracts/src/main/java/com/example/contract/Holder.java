package com.example.contract;

import java.io.Serializable;

/** Serializable by its own word only. */
final class Holder implements Serializable {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // that is the point
    private final Object inside = new Object();

    @Override
    public String toString() {
        return "Holder of " + inside;
    }
}
