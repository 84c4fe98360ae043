package org.abisession.it.boot;

/** A resource server that opens a session for an opaque token, which the issuer is asked about once. */
class OpaqueTokenLoginTest extends BearerLoginContract {
    OpaqueTokenLoginTest(Cell cell) {
        super(cell, "opaque");
    }

    @Override
    String client() {
        return "reference";
    }

    @Override
    String me() {
        return "reference by TokenLogin, principal OAuth2IntrospectionAuthenticatedPrincipal";
    }
}
