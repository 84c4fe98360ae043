package com.example.faces;

import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayList;

/** Lives as long as the user stays on the page. */
@Named
@ViewScoped
public class Counter implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Visits visits;

    private int count;
    private String from;
    private String note;
    private final ArrayList<String> notes = new ArrayList<>();

    /** One more note. */
    public String add() {
        count++;
        notes.add(note);
        note = null;
        visits.count();
        return null;
    }

    /** Goes to another page, by a redirect. */
    public String leave() {
        FacesContext.getCurrentInstance().getExternalContext().getFlash().put("said", count + " notes");
        return "left?faces-redirect=true";
    }

    /** Returns how many. */
    public int getCount() {
        return count;
    }

    /** Returns the text of the notes. */
    public String getNotes() {
        return String.join(",", notes);
    }

    /** Returns what is typed in. */
    public String getNote() {
        return note;
    }

    /** Sets what is typed in. */
    public void setNote(String note) {
        this.note = note;
    }

    /** A parameter of the page. */
    public String getFrom() {
        return from;
    }

    /** A parameter of the page. */
    public void setFrom(String from) {
        this.from = from;
    }
}
