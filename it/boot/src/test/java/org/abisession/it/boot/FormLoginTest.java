package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.boot.Browser.Reply;
import org.junit.jupiter.api.Test;

/** Login by a form with a CSRF token, which sends the user to the page that was asked for. */
class FormLoginTest extends LoginContract {
    FormLoginTest(Cell cell) {
        super(cell, "form");
    }

    private Reply submit(String name, String password) {
        String token = user.get("/form/token").body();
        return user.post("/form/login", Map.of("username", name, "password", password, "_csrf", token));
    }

    @Override
    Reply login() {
        user.get("/form/me");
        return user.follow(submit("ada", "lovelace"));
    }

    @Override
    Reply failedLogin() {
        return user.follow(submit("ada", "wrong"));
    }

    @Override
    String me() {
        return "ada by UsernamePasswordAuthenticationToken, principal User";
    }

    @Override
    String failure() {
        return "BadCredentialsException: Bad credentials";
    }

    @Test
    void savedRequest_loginOnTheOtherNode_isWhereTheUserGoes() {
        assertThat(user.get("/form/me").location()).isEqualTo("http://portal.example/form/login");

        assertThat(submit("ada", "lovelace").location()).isEqualTo("http://portal.example/form/me?continue");
    }

    @Test
    void csrfToken_wrong_isRefusedAndTheRightOneHolds() {
        user.get("/form/token");

        assertThat(user.post("/form/login", Map.of("username", "ada", "password", "lovelace", "_csrf", "no"))
                        .status())
                .isEqualTo(403);
        assertThat(submit("ada", "lovelace").status()).isEqualTo(302);
    }

    @Test
    void failedLogin_byCauseThatCannotBeStored_isSaidOnTheOtherNode() {
        assertThat(user.follow(submit("broken", "any")).status()).isEqualTo(200);

        assertThat(user.get("/form/failure").body())
                .isEqualTo("InternalAuthenticationServiceException: The directory is away");
    }

    @Test
    void id_afterLogin_isAnother() {
        user.get("/form/me");
        String before = user.cookie("JSESSIONID");

        assertThat(submit("ada", "lovelace").status()).isEqualTo(302);

        assertThat(user.cookie("JSESSIONID")).isNotEqualTo(before).isNotEmpty();
    }
}
