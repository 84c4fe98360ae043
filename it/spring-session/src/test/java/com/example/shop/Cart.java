package com.example.shop;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Describes what a user wants to buy: a class of the application, in Java serialization. */
public final class Cart implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<String> items = new ArrayList<>();

    /** Puts one more thing into it. */
    public void add(String item) {
        items.add(item);
    }

    @Override
    public String toString() {
        return String.join(",", items);
    }
}
