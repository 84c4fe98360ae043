package org.abisession.cli;

/** The frame of each page of the console. */
final class Layout {
    private final ConsoleGate gate;

    Layout(ConsoleGate gate) {
        this.gate = gate;
    }

    /** Returns a page with the navigation. */
    Html page(String title, Html content) {
        return new Html()
                .raw("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .text(title + " - abi-session")
                .raw("</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                        + "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">"
                        + "<link rel=\"stylesheet\" href=\"/console.css\"><script src=\"/console.js\" defer></script>"
                        + "</head><body><a class=\"skip\" href=\"#main\">Skip to the content</a><header>"
                        + "<a class=\"brand\" href=\"/\">abi-session</a><nav aria-label=\"Pages\">")
                .raw(link("/", "Overview", title))
                .raw(link("/sessions", "Sessions", title))
                .raw("</nav>")
                .raw(form("/search", "role=\"search\""))
                .raw("<label for=\"q\">Find a session</label><input id=\"q\" name=\"q\" type=\"search\""
                        + " placeholder=\"session#1a2b3c4d\" autocomplete=\"off\" spellcheck=\"false\""
                        + " title=\"Digest of an id (key /)\"><button>Find</button></form></header>"
                        + "<main id=\"main\" tabindex=\"-1\">")
                .raw(content.toString())
                .raw("</main></body></html>");
    }

    private static String link(String path, String name, String title) {
        return "<a href=\"" + path + "\"" + (name.equals(title) ? " aria-current=\"page\"" : "") + ">" + name + "</a>";
    }

    /** Returns the begin of a form that is sent by POST; the caller closes it. */
    String form(String path, String attributes) {
        return "<form method=\"post\" action=\"" + path + "\" " + attributes
                + "><input type=\"hidden\" name=\"key\" value=\"" + gate.formKey() + "\">";
    }

    /** Returns a page with one sentence. */
    Html message(String title, String sentence) {
        return page(title, new Html().element("h1", title).element("p", sentence));
    }

    /** Returns the page that asks for the token. */
    Html login(boolean wrong) {
        return new Html()
                .raw("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>abi-session</title>"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                        + "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">"
                        + "<link rel=\"stylesheet\" href=\"/console.css\"></head><body><main id=\"main\" class=\"login\">"
                        + "<h1>abi-session</h1>")
                .raw(wrong ? "<p class=\"problem\" role=\"alert\">That is not the token of this start.</p>" : "")
                .raw(
                        "<form method=\"post\" action=\"/\"><label for=\"token\">Token</label><input id=\"token\" name=\"token\""
                                + " type=\"password\" autocomplete=\"off\" required autofocus><button>Open</button></form>"
                                + "<p><code>abi-session serve</code> has printed it at its start.</p></main></body></html>");
    }
}
