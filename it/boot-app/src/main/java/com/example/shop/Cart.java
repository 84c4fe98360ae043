package com.example.shop;

import jakarta.annotation.PreDestroy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

/** A bean of the session, reached through a CGLIB proxy and changed in place, which needs another bean at its end. */
@Component
@SessionScope
public class Cart implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<Item> items = new ArrayList<>();
    private int changes;

    @Autowired
    private transient Journal journal;

    public void add(Item item) {
        items.add(item);
    }

    public List<Item> items() {
        return List.copyOf(items);
    }

    public int change() {
        return ++changes;
    }

    @PreDestroy
    void end() {
        journal.write("The cart of a session that has ended: " + items);
    }

    /** A class of the application inside of another one. */
    public record Item(String name, int count) implements Serializable {}
}
