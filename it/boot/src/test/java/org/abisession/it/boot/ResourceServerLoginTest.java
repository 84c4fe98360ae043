package org.abisession.it.boot;

/** A resource server that opens a session for a JWT, which it checks itself. */
class ResourceServerLoginTest extends BearerLoginContract {
    ResourceServerLoginTest(Cell cell) {
        super(cell, "jwt");
    }

    @Override
    String client() {
        return "self-contained";
    }

    @Override
    String me() {
        return "self-contained by TokenLogin, principal Jwt";
    }
}
