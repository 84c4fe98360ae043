package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds a container to this: a redirect commits the response (Jakarta Servlet 6.0, 5.3), whatever the request does
 * after it, also where the redirect is held back until the session is stored.
 */
interface RedirectContract extends ContractContext {
    @Test
    default void redirect_thenOutputFlushOrClose_staysTheRedirectWithoutABody() {
        for (String then : List.of(
                "flush",
                "close",
                "checkError",
                "text=5&flush",
                "text=100000&flush&close",
                "length=5&text=5&flush&close",
                "stream=5",
                "stream=100000",
                "include=text%3D5%26flush",
                "tryForward=text%3D5")) {
            assertRedirect("set=x:1&redirect=/do&" + then);
            if (!then.startsWith("stream")) {
                assertRedirect("set=x:1&text=5&redirect=/do&" + then);
            }
            if (!then.startsWith("try")) {
                assertRedirect("redirect=/do&" + then);
            }
        }
    }

    @Test
    default void redirect_thenFlushAndAChange_isStoredBeforeTheClientFollowsIt() {
        for (String then : List.of("flush", "text=5&close")) {
            Browser user = browser();
            user.get(a(), "set=first:1");
            assertThat(user.get(a(), "redirect=/do&" + then + "&set=x:1").status())
                    .isEqualTo(302);

            assertThat(user.get(b(), "get=x").value("x")).as(then).hasValue("1");
        }
    }

    @Test
    default void redirect_thenStatusHeaderAndCookie_areIgnored() {
        Reply reply = assertRedirect("set=x:1&redirect=/do&status=200&header=X-Late:1&addCookie=late:1&type=text/late");

        assertThat(reply.headers().allValues("X-Late")).isEmpty();
        assertThat(reply.headers().allValues("Set-Cookie")).noneMatch(header -> header.startsWith("late="));
        assertThat(reply.headers().allValues("Content-Type")).noneMatch(type -> type.startsWith("text/late"));
    }

    @Test
    default void redirect_thenTheApplicationAsksForItsHead_isAsTheClientGetsIt() {
        Browser user = browser();
        assertRedirect(user.get(a(), "set=x:1&redirect=/do&noteHead"));

        assertThat(user.get(b(), "get=noteHead").value("noteHead"))
                .hasValueSatisfying(head -> assertThat(head).matches("302 .*/do"));
    }

    @Test
    default void redirect_thenReset_throwsIllegalStateAndStaysTheRedirect() {
        Browser user = browser();
        assertRedirect(user.get(a(), "set=x:1&redirect=/do&tryReset&tryRedirect=/other"));

        assertThat(user.get(b(), "get=tryReset").value("tryReset")).hasValue("IllegalStateException");
        assertThat(user.get(b(), "get=tryRedirect").value("tryRedirect")).hasValue("IllegalStateException");
    }

    @Test
    default void redirect_thenSendError_throwsIllegalStateAndStaysTheRedirect() {
        Browser user = browser();
        assertRedirect(user.get(a(), "set=x:1&redirect=/do&tryError=404"));

        assertThat(user.get(b(), "get=tryError").value("tryError")).hasValue("IllegalStateException");
    }

    @Test
    default void redirect_insideAnInclude_isIgnored() {
        Reply reply = browser().get(a(), "set=x:1&include=redirect%3D/do&text=5");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Location")).isEmpty();
        assertThat(reply.body()).contains("xxxxx");
    }

    @Test
    default void redirect_withAStatusOrTheBufferKept_comesAfterTheSave() {
        assumeServlet61();
        for (String redirect :
                List.of("redirectStatus=303:/do", "redirectKeeping=/do", "text=5&redirectBoth=303:/do")) {
            Browser user = browser();
            user.get(a(), "list=cart:tea");
            Reply reply = user.get(a(), redirect + "&text=3&flush&set=x:1");

            assertThat(reply.status()).as(redirect).isEqualTo(redirect.contains("303") ? 303 : 302);
            assertThat(reply.headers().firstValue("Location"))
                    .hasValueSatisfying(location -> assertThat(location).endsWith("/do"));
            assertThat(reply.body()).isEqualTo(redirect.contains("text") ? "xxxxx" : "");
            assertThat(user.get(b(), "get=x").value("x")).hasValue("1");
            assertThat(user.get(a(), "get=cart&" + redirect + "&spoil=cart").status())
                    .as(redirect)
                    .isEqualTo(500);
        }
    }

    private Reply assertRedirect(String steps) {
        Reply reply = browser().get(a(), steps);
        assertThat(reply.status()).as(steps).isEqualTo(302);
        return assertRedirect(reply);
    }

    private static Reply assertRedirect(Reply reply) {
        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).endsWith("/do"));
        assertThat(reply.body()).isEmpty();
        return reply;
    }
}
