package org.abisession.undertow;

import java.io.PrintWriter;
import org.abisession.node.ResponseWriter;

/** The writer of a response, which sends nothing once the response is a redirect that is held back. */
final class HeldWriter extends ResponseWriter {
    private final HeldResponse response;

    HeldWriter(PrintWriter undertows, HeldResponse response) {
        super(undertows);
        this.response = response;
    }

    @Override
    protected boolean beforeWrite(int length) {
        return !response.isHeldRedirect();
    }

    @Override
    protected boolean beforeSend() {
        return !response.isHeldRedirect();
    }
}
