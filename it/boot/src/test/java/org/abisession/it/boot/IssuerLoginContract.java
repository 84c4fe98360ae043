package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.boot.Browser.Reply;
import org.junit.jupiter.api.Test;

/** Login by the code flow with Spring's Authorization Server. */
abstract class IssuerLoginContract extends LoginContract {
    IssuerLoginContract(Cell cell, String area) {
        super(cell, area);
    }

    private Reply toTheIssuersAnswer() {
        return toTheIssuersAnswer("ada");
    }

    /** Goes to the issuer, and logs in there. */
    private Reply toTheIssuersAnswer(String name) {
        Reply form = user.follow(user.get("/" + area + "/me"));
        Reply last = user.post(
                form.from().resolve("/login").toString(), form.form(Map.of("username", name, "password", "lovelace")));
        while (!last.location().isEmpty() && !last.location().startsWith("http://portal.example/")) {
            last = user.get(last.location());
        }
        assertThat(last.location()).contains("/code/" + area + "?code=");
        return last;
    }

    @Override
    Reply login() {
        return login("ada");
    }

    Reply login(String name) {
        return user.follow(toTheIssuersAnswer(name));
    }

    @Override
    Reply failedLogin() {
        String answer = toTheIssuersAnswer().location();
        return user.follow(user.get(answer.replaceFirst("code=[^&]*", "code=another")));
    }

    @Override
    String failure() {
        return "OAuth2AuthenticationException: \\[invalid_grant\\].*";
    }

    @Test
    void failedLogin_deniedByTheUser_isSaidOnTheOtherNode() {
        String answer = toTheIssuersAnswer().location();

        assertThat(user.follow(user.get(answer.replaceFirst("code=[^&]*", "error=access_denied")))
                        .status())
                .isEqualTo(200);

        assertThat(user.get("/" + area + "/failure").body())
                .isEqualTo("OAuth2AuthenticationException: [access_denied] ");
    }

    @Test
    void failedLogin_stateOfNoRequest_isSaidOnTheOtherNode() {
        String answer = toTheIssuersAnswer().location();

        assertThat(user.follow(user.get(answer.replaceFirst("state=[^&]*", "state=another")))
                        .status())
                .isEqualTo(200);

        assertThat(user.get("/" + area + "/failure").body())
                .isEqualTo("OAuth2AuthenticationException: [authorization_request_not_found] ");
    }
}
