package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.abisession.it.boot.Browser.Reply;

/** Login by a CAS server: its ticket is validated once, the session holds the assertion. */
class CasLoginTest extends LoginContract {
    CasLoginTest(Cell cell) {
        super(cell, "cas");
    }

    @Override
    Reply login() {
        Reply form = user.follow(user.get("/cas/me"));
        assertThat(form.from().toString()).startsWith(servers.cas().url());
        return user.follow(user.get(form.from() + "&username=ada"));
    }

    @Override
    Reply failedLogin() {
        user.get("/cas/me");
        return user.follow(user.get("/cas/login?ticket=ST-unknown"));
    }

    @Override
    String me() {
        return "ada by CasAuthenticationToken, principal User";
    }

    @Override
    String failure() {
        return "BadCredentialsException: The ticket is not known\\s*";
    }
}
