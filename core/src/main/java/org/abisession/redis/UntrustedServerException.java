package org.abisession.redis;

import java.security.cert.CertificateException;

/** The certificate of a server is refused. The message says what is wrong and what to do. */
public final class UntrustedServerException extends CertificateException {
    private static final long serialVersionUID = 1L;

    /** Describes why a certificate is refused. */
    public enum Code {
        /** The certificate is for another name. */
        OTHER_NAME,
        /** Nobody who is trusted has signed the certificate. */
        UNKNOWN_AUTHORITY,
        /** The certificate has expired, or is not valid yet, by the clock of this machine. */
        NOT_VALID_NOW
    }

    private final Code code;
    private final String problem;
    private final String action;

    UntrustedServerException(Code code, String problem, String action) {
        super(problem + ". " + action);
        this.code = code;
        this.problem = problem;
        this.action = action;
    }

    /** Returns why it is refused. */
    public Code code() {
        return code;
    }

    /** Returns what is wrong, as a clause. */
    public String problem() {
        return problem;
    }

    /** Returns what to do about it, as a clause. */
    public String action() {
        return action;
    }
}
