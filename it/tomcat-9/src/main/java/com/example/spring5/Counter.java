package com.example.spring5;

import java.io.Serializable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

/** Counts for one session. */
@Component
@SessionScope
public class Counter implements Serializable {
    private static final long serialVersionUID = 1L;

    private int count;

    /** Adds one. */
    public void add() {
        count++;
    }

    /** Returns how often one was added. */
    public int getCount() {
        return count;
    }
}
