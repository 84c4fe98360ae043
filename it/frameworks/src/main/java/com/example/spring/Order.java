package com.example.spring;

import java.io.Serializable;

/** What the pages of the order form fill in, one after the other. */
public class Order implements Serializable {
    private static final long serialVersionUID = 1L;

    private String street = "";
    private int cups;

    /** Where to. */
    public String getStreet() {
        return street;
    }

    /** Where to. */
    public void setStreet(String street) {
        this.street = street;
    }

    /** How many. */
    public int getCups() {
        return cups;
    }

    /** How many. */
    public void setCups(int cups) {
        this.cups = cups;
    }
}
