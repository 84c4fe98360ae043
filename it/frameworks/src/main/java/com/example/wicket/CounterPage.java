package com.example.wicket;

import java.util.ArrayList;
import org.apache.wicket.markup.html.WebPage;
import org.apache.wicket.markup.html.basic.Label;
import org.apache.wicket.markup.html.form.Form;
import org.apache.wicket.markup.html.form.TextField;
import org.apache.wicket.markup.html.link.Link;
import org.apache.wicket.model.Model;
import org.apache.wicket.model.PropertyModel;

/** A page with state: a counter, and what was typed in. */
public final class CounterPage extends WebPage {
    private static final long serialVersionUID = 1L;

    private int count;
    private final ArrayList<String> notes = new ArrayList<>();
    private final Model<String> note = Model.of("");

    /** A new one. */
    public CounterPage() {
        add(new Label("count", new PropertyModel<>(this, "count")));
        add(new Label("notes", () -> String.join(",", notes)));
        add(new Label("clicks", () -> Visitor.current().getClicks()));
        add(new Link<Void>("click") {
            private static final long serialVersionUID = 1L;

            @Override
            public void onClick() {
                count++;
                Visitor.current().click();
            }
        });
        add(new Link<Void>("end") {
            private static final long serialVersionUID = 1L;

            @Override
            public void onClick() {
                getSession().invalidateNow();
                setResponsePage(CounterPage.class);
            }
        });
        add(
                new Form<Void>("form") {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void onSubmit() {
                        notes.add(note.getObject());
                        info("added " + note.getObject());
                    }
                }.add(new TextField<>("note", note)));
        add(new org.apache.wicket.markup.html.panel.FeedbackPanel("said"));
    }
}
