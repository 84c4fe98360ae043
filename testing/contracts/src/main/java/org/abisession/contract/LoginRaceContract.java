package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A response that the client gets after that of a later login never brings back an id from before it. */
interface LoginRaceContract extends ContractContext {
    @Test
    default void response_afterALoginMeanwhile_bringsNoDeadCookie() {
        for (ContractNode slowNode : List.of(a(), b())) {
            for (ContractNode loginNode : List.of(a(), b())) {
                String gate = "after-login-" + slowNode.port() + "-" + loginNode.port();
                Browser user = browser();
                user.get(a(), "set=x:1");
                CompletableFuture<Reply> slow = user.copy().start(slowNode, "get=x&gate=" + gate);
                awaitWaiting(slowNode, gate, 1);
                user.get(loginNode, "changeId");

                browser().get(slowNode, "open=" + gate);
                assertThat(slow.join().body()).isEqualTo("x=1\n");
                assertThat(slow.join().sessionCookie()).isEmpty();
                assertThat(user.get(a(), "get=x").value("x")).hasValue("1");
            }
        }
    }

    @Test
    default void response_ofTheFirstOfTwoLoginsAtATime_bringsNoDeadCookie() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        Browser last = user.copy();
        CompletableFuture<Reply> second = last.start(a(), "get=x&gate=second-login&changeId");
        awaitWaiting(a(), "second-login", 1);
        CompletableFuture<Reply> first = user.copy().start(a(), "get=x&changeId&gate=first-login");
        awaitWaiting(a(), "first-login", 1);
        browser().get(a(), "open=second-login");
        assertThat(second.join().status()).isEqualTo(200);

        browser().get(a(), "open=first-login");
        assertThat(first.join().status()).isEqualTo(200);
        assertThat(first.join().sessionCookie()).isEmpty();
        assertThat(last.get(b(), "get=x").value("x")).hasValue("1");
    }
}
