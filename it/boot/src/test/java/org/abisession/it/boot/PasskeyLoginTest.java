package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Map;
import org.abisession.it.boot.Browser.Reply;

/** Login by a passkey (WebAuthn) that was registered over two nodes. */
class PasskeyLoginTest extends LoginContract {
    PasskeyLoginTest(Cell cell) {
        super(cell, "passkey");
    }

    /** Registers a passkey in a session of its own, and asks for a login by it. */
    private Reply login(boolean falsified) throws GeneralSecurityException {
        Passkey passkey = new Passkey();
        user.post("/passkey/login", Map.of("username", "ada", "password", "lovelace"));
        String creation = user.postJson("/webauthn/register/options", "").body();
        assertThat(user.postJson("/webauthn/register", passkey.registration(creation)))
                .returns(200, Reply::status);
        String owner = Passkey.value(creation.substring(creation.indexOf("\"user\"")), "id");
        user.forget("JSESSIONID");

        String request = user.postJson("/webauthn/authenticate/options", "").body();
        return user.postJson("/login/webauthn", passkey.login(request, owner, falsified));
    }

    @Override
    Reply login() throws GeneralSecurityException {
        return login(false);
    }

    @Override
    Reply failedLogin() throws GeneralSecurityException {
        return login(true);
    }

    @Override
    String me() {
        return "ada by WebAuthnAuthentication, principal ImmutablePublicKeyCredentialUserEntity";
    }

    @Override
    String failure() {
        return ""; // the reply says it itself: 401
    }
}
