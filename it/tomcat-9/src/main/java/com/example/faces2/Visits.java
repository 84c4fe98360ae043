package com.example.faces2;

import java.io.Serializable;
import javax.enterprise.context.SessionScoped;
import javax.inject.Named;

/** Counts the notes of all pages of a session. */
@Named
@SessionScoped
public class Visits implements Serializable {
    private static final long serialVersionUID = 1L;

    private int count;

    /** Adds one. */
    public void count() {
        count++;
    }

    /** Returns how many there were. */
    public int getCount() {
        return count;
    }
}
