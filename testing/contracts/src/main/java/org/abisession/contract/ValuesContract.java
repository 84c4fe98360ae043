package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Values of attributes: which are taken, what survives, and what costs nothing (7.7.2). */
interface ValuesContract extends ContractContext {
    @Test
    default void setAttribute_holderOfSomethingNotSerializable_isRefusedAtOnceWithThePath() {
        Browser user = browser();
        Reply reply = user.get(a(), "set=before:1&holder=bad&set=after:2&names");

        assertThat(reply.value("refused"))
                .hasValueSatisfying(
                        message -> assertThat(message).contains("bad.inside").contains("java.lang.Object"));
        assertThat(reply.value("names")).hasValue("[after, before]");
        assertThat(user.get(b(), "names").value("names")).hasValue("[after, before]");
    }

    @Test
    default void getAttribute_valueWithACycleAndASharedPart_isTheSameGraphOnTheOtherNode() {
        Browser user = browser();
        user.get(a(), "graph=g");

        assertThat(user.get(b(), "checkGraph=g").value("graph")).hasValue("true");
        assertThat(user.get(a(), "checkGraph=g").value("graph")).hasValue("true");
    }

    @Test
    default void attribute_thatNoRequestAsksFor_isNeverDecoded() {
        Browser user = browser();
        user.get(a(), "set=x:1&counted=costly:cake");
        browser().get(a(), "decoded");
        browser().get(b(), "decoded");
        user.get(b(), "get=x&names&set=x:2");
        user.get(a(), "get=x");

        assertThat(browser().get(a(), "decoded").value("decoded")).hasValue("0");
        assertThat(browser().get(b(), "decoded").value("decoded")).hasValue("0");
        assertThat(user.get(b(), "get=costly").value("costly")).hasValue("cake");
        assertThat(browser().get(b(), "decoded").value("decoded")).hasValue("1");
    }

    @Test
    default void setAttribute_sameInstanceChangedInPlace_isSaved() {
        Browser user = browser();
        user.get(a(), "list=cart:tea");
        user.get(b(), "add=cart:milk&again=cart");

        assertThat(user.get(a(), "get=cart").value("cart")).hasValue("[tea, milk]");
    }
}
