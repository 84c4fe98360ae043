package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.boot.Browser.Reply;
import org.junit.jupiter.api.Test;

/** Login by SAML 2: the request is in the session until the identity provider's signed response comes back. */
class SamlLoginTest extends LoginContract {
    SamlLoginTest(Cell cell) {
        super(cell, "saml");
    }

    /** Goes to the identity provider, and returns the form with its response. */
    private Reply toTheProvidersAnswer() {
        Reply form = user.follow(user.get("/saml/me"));
        return user.post(form.action(), form.form(Map.of()));
    }

    @Override
    Reply login() {
        Reply answer = toTheProvidersAnswer();
        return user.follow(user.post(answer.action(), answer.form(Map.of())));
    }

    @Override
    Reply failedLogin() {
        Reply answer = toTheProvidersAnswer();
        String response = new String(
                java.util.Base64.getDecoder().decode(answer.form(Map.of()).get("SAMLResponse")),
                java.nio.charset.StandardCharsets.UTF_8);
        String falsified = java.util.Base64.getEncoder()
                .encodeToString(response.replace(">ada<", ">root<").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return user.follow(user.post(answer.action(), answer.form(Map.of("SAMLResponse", falsified))));
    }

    @Override
    String me() {
        return "ada by Saml2Authentication, principal DefaultSaml2AuthenticatedPrincipal";
    }

    @Override
    String failure() {
        return "Saml2AuthenticationException: The signature is wrong";
    }

    @Test
    void failedLogin_answerOfAnotherRequest_isSaidOnTheOtherNode() {
        Map<String, String> stale = toTheProvidersAnswer().form(Map.of());
        Reply answer = toTheProvidersAnswer();

        assertThat(user.follow(user.post(
                                answer.action(), answer.form(Map.of("SAMLResponse", stale.get("SAMLResponse")))))
                        .status())
                .isEqualTo(200);

        assertThat(user.get("/saml/failure").body())
                .isEqualTo("Saml2AuthenticationException: It answers another request");
    }
}
