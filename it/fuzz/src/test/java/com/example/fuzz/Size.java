package com.example.fuzz;

/** An enum of the application. */
public enum Size {
    /** Small. */
    S,
    /** Large. */
    L
}
