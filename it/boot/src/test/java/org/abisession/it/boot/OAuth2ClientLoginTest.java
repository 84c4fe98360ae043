package org.abisession.it.boot;

/** Login by OAuth 2.0 without an ID token: the principal is what the issuer says of the user, the tokens are kept. */
class OAuth2ClientLoginTest extends IssuerLoginContract {
    OAuth2ClientLoginTest(Cell cell) {
        super(cell, "oauth2");
    }

    @Override
    String me() {
        return "ada by OAuth2AuthenticationToken, principal DefaultOAuth2User";
    }
}
