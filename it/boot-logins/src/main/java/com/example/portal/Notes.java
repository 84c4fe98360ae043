package com.example.portal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

/** A bean of the session, reached through a CGLIB proxy and changed in place. */
@Component
@SessionScope
public class Notes implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<Note> notes = new ArrayList<>();

    public void add(String text) {
        notes.add(new Note(text));
    }

    public List<String> texts() {
        return notes.stream().map(Note::text).toList();
    }

    /** A class of the application inside of another one. */
    public record Note(String text) implements Serializable {}
}
