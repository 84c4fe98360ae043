package org.abisession.it.boot;

import java.util.Map;
import org.abisession.it.boot.Browser.Reply;

/** Login whose principal is an entity of JPA, with collections of Hibernate: one that is loaded and one that is not. */
class JpaLoginTest extends LoginContract {
    JpaLoginTest(Cell cell) {
        super(cell, "jpa");
    }

    private Reply submit(String name, String password) {
        return user.follow(user.post("/jpa/login", Map.of("username", name, "password", password)));
    }

    @Override
    Reply login() {
        user.get("/jpa/me");
        return submit("ada", "lovelace");
    }

    @Override
    Reply failedLogin() {
        return submit("nobody", "any");
    }

    @Override
    String me() {
        return "ada by UsernamePasswordAuthenticationToken, principal Member";
    }

    @Override
    String failure() {
        return "BadCredentialsException: Bad credentials";
    }
}
