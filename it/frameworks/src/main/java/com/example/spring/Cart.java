package com.example.spring;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

/** One cart for each session. */
@Component
@SessionScope
public class Cart implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> items = new ArrayList<>();

    /** Puts something into it. */
    public void add(String item) {
        items.add(item);
    }

    /** Returns what is in it. */
    public List<String> getItems() {
        return List.copyOf(items);
    }
}
