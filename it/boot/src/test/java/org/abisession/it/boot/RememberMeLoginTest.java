package org.abisession.it.boot;

import java.util.Map;
import org.abisession.it.boot.Browser.Reply;

/** Login by the cookie of an earlier one. */
class RememberMeLoginTest extends LoginContract {
    RememberMeLoginTest(Cell cell) {
        super(cell, "form");
    }

    @Override
    Reply login() {
        String token = user.get("/form/token").body();
        user.post(
                "/form/login", Map.of("username", "ada", "password", "lovelace", "_csrf", token, "remember-me", "on"));
        user.forget("JSESSIONID");
        Reply reply = user.get("/form/me");
        user.forget("remember-me");
        return reply;
    }

    @Override
    Reply failedLogin() {
        user.cookie("remember-me", "YWRhOjk5OTk5OTk5OTk5OTk6U0hBMjU2OmZhbHNl");
        user.get("/form/me");
        return user.get("/form/failure");
    }

    @Override
    String me() {
        return "ada by RememberMeAuthenticationToken, principal User";
    }

    @Override
    String failure() {
        return ""; // such a login fails without a word: the user is asked for the password
    }
}
