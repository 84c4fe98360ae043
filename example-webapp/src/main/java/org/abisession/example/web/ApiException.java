package org.abisession.example.web;

/** Refuses a request, with a status and a message for the client. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ApiException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, message);
    }

    /** Returns the refusal of an action that needs a session where there is none. */
    static ApiException noSession(String action) {
        return new ApiException(
                404, "There is no session to " + action + ". PUT an attribute or POST a question to begin one.");
    }

    int status() {
        return status;
    }
}
