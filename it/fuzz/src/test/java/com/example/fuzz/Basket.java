package com.example.fuzz;

import java.io.Serializable;

/** A class of the application; its objects are what streams are made to hold something else in the place of. */
public class Basket implements Serializable {
    private static final long serialVersionUID = 1;

    /** Tells what is in it. */
    public Object content;

    /** A basket with something in it. */
    public Basket(Object content) {
        this.content = content;
    }
}
