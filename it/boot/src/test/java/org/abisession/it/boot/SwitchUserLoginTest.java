package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.boot.Browser.Reply;
import org.junit.jupiter.api.Test;

/** An administrator who has become another user, and goes back. */
class SwitchUserLoginTest extends LoginContract {
    SwitchUserLoginTest(Cell cell) {
        super(cell, "switch");
    }

    private Reply become(String name) {
        user.get("/switch/me");
        user.follow(user.post("/switch/login", Map.of("username", "root", "password", "secret")));
        return user.follow(user.post("/switch/impersonate", Map.of("username", name)));
    }

    @Override
    Reply login() {
        return become("ada");
    }

    @Override
    Reply failedLogin() {
        return become("nobody");
    }

    @Override
    String me() {
        return "ada by UsernamePasswordAuthenticationToken, principal User";
    }

    @Override
    String failure() {
        return "UsernameNotFoundException: .*";
    }

    @Test
    void exit_onTheOtherNode_isTheAdministratorAgain() {
        login();

        user.follow(user.post("/switch/exit", Map.of()));

        assertThat(user.get("/switch/me").body()).startsWith("root by ");
    }
}
