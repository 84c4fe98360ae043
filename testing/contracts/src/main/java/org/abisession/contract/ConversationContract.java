package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The conversation, as an application reaches it through its session. */
interface ConversationContract extends ContractContext {
    @Test
    default void conversation_ofTheSession_comesFromTheContainersClassLoader() {
        assertThat(browser().get(a(), "loaders").value("loaders")).hasValue("two");
    }

    @Test
    default void append_onOneNode_isReadOnTheOther() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "say=What+sold+best?");
        user.get(b(), "say=And+where%3F");

        assertThat(user.get(a(), "turns&lastTurn").body()).isEqualTo("turns=2\nlastTurn=And where?\n");
    }

    @Test
    default void append_inTheRequestThatMadeTheSession_isKept() {
        Browser user = browser();
        user.get(a(), "say=hello&turns");

        assertThat(user.get(b(), "turns&lastTurn").body()).isEqualTo("turns=1\nlastTurn=hello\n");
        assertThat(keysOf(user.sessionId())).hasSize(3);
    }

    @Test
    default void append_byPython_isReadAtOnce() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "say=hello");
        redis().client().rpush(ContractContext.conversationKey(user.sessionId()), "{\"user_query\": \"from Python\"}");

        assertThat(user.get(b(), "turns&lastTurn").body()).isEqualTo("turns=2\nlastTurn=from Python\n");
    }

    @Test
    default void getAttributeNames_withConversation_doesNotListIt() {
        Browser user = browser();
        user.get(a(), "set=x:1&say=hello");

        assertThat(user.get(a(), "names").value("names")).hasValue("[x]");
        assertThat(user.get(b(), "turns&names").value("names")).hasValue("[x]");
    }
}
