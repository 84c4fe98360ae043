package org.abisession.cli.tomcat;

import java.io.IOException;
import java.io.InputStream;

/** The sessions that a store of Tomcat's PersistentManager has. */
public interface TomcatStore {
    /** Hands each stored session to the visitor, one by one. */
    void visit(Visitor visitor) throws IOException;

    /** Returns what a store without sessions to visit has in their place, in a sentence. */
    String contents() throws IOException;

    /** Takes one stored session after the other. */
    interface Visitor {
        /**
         * Takes one stored session.
         *
         * @param id as Tomcat has it, with its route; untrusted
         */
        void session(String id, Content content);
    }

    /** The bytes of one stored session. To be read before the next one is visited. */
    interface Content {
        /** Opens the bytes of the session; the caller closes them. */
        InputStream open() throws IOException;
    }
}
