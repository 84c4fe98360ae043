package com.example.faces;

import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.io.Serializable;

/** Lives as long as the session. */
@Named
@SessionScoped
public class Visits implements Serializable {
    private static final long serialVersionUID = 1L;

    private int count;

    /** One more. */
    public void count() {
        count++;
    }

    /** Returns how many. */
    public int getCount() {
        return count;
    }

    /** Ends the session. */
    public String end() {
        FacesContext.getCurrentInstance().getExternalContext().invalidateSession();
        return "left?faces-redirect=true";
    }
}
