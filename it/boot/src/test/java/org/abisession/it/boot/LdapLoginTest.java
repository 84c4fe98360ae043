package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.boot.Browser.Reply;
import org.junit.jupiter.api.Test;

/** Login by a bind to an LDAP directory, with the person's entry as the principal. */
class LdapLoginTest extends LoginContract {
    LdapLoginTest(Cell cell) {
        super(cell, "ldap");
    }

    private Reply submit(String name, String password) {
        return user.follow(user.post("/ldap/login", Map.of("username", name, "password", password)));
    }

    @Override
    Reply login() {
        user.get("/ldap/me");
        return submit("ada", "lovelace");
    }

    @Override
    Reply failedLogin() {
        return submit("ada", "wrong");
    }

    @Override
    String me() {
        return "ada by UsernamePasswordAuthenticationToken, principal InetOrgPerson";
    }

    @Override
    String failure() {
        return "BadCredentialsException: Bad credentials";
    }

    @Test
    void failedLogin_directoryOutOfOrder_isSaidOnTheOtherNode() {
        assertThat(submit("broken", "any").status()).isEqualTo(200);

        assertThat(user.get("/ldap/failure").body())
                .startsWith("InternalAuthenticationServiceException: ")
                .contains("The directory is being restored");
    }
}
