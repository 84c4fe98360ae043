package com.example.faces2;

import java.io.Serializable;
import java.util.ArrayList;
import javax.faces.view.ViewScoped;
import javax.inject.Inject;
import javax.inject.Named;

/** Holds the notes of one page, as long as the user stays on it. */
@Named
@ViewScoped
public class Notes implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Visits visits;

    private String note;
    private final ArrayList<String> all = new ArrayList<>();

    /** Adds what is typed in, and shows the page again. */
    public String add() {
        all.add(note);
        note = null;
        visits.count();
        return null;
    }

    /** Returns all notes, with commas between them. */
    public String getAll() {
        return String.join(",", all);
    }

    /** Returns what is typed in. */
    public String getNote() {
        return note;
    }

    /** Sets what is typed in. */
    public void setNote(String note) {
        this.note = note;
    }
}
