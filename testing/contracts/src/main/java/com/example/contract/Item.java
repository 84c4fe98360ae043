package com.example.contract;

import java.io.Serializable;

/** A value class of the application. */
public record Item(String label) implements Serializable {
    private static final long serialVersionUID = 1;
}
