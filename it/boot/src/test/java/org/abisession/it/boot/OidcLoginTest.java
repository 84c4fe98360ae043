package org.abisession.it.boot;

/** Login by OpenID Connect: the principal has the ID token. */
class OidcLoginTest extends IssuerLoginContract {
    OidcLoginTest(Cell cell) {
        super(cell, "oidc");
    }

    @Override
    String me() {
        return "ada by OAuth2AuthenticationToken, principal DefaultOidcUser";
    }
}
