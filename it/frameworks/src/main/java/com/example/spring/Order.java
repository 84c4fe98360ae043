package com.example.spring;

import java.io.Serializable;

/** Holds what the pages of the order form fill in, one after the other. */
public class Order implements Serializable {
    private static final long serialVersionUID = 1L;

    private String street = "";
    private int cups;

    /** Returns where to. */
    public String getStreet() {
        return street;
    }

    /** Sets where to. */
    public void setStreet(String street) {
        this.street = street;
    }

    /** Returns how many. */
    public int getCups() {
        return cups;
    }

    /** Sets how many. */
    public void setCups(int cups) {
        this.cups = cups;
    }
}
