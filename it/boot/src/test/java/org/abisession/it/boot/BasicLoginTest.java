package org.abisession.it.boot;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.abisession.it.boot.Browser.Reply;

/** Login by HTTP Basic that opens a session: the password is sent once. */
class BasicLoginTest extends LoginContract {
    BasicLoginTest(Cell cell) {
        super(cell, "basic");
    }

    private Reply get(String credentials) {
        String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return user.get("/basic/me", Map.of("Authorization", "Basic " + basic));
    }

    @Override
    Reply login() {
        return get("ada:lovelace");
    }

    @Override
    Reply failedLogin() {
        return get("ada:wrong");
    }

    @Override
    String me() {
        return "ada by UsernamePasswordAuthenticationToken, principal User";
    }

    @Override
    String failure() {
        return ""; // the reply says it itself: 401
    }
}
