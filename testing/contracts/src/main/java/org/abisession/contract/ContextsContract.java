package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Several web applications on one server, with one Redis and one cookie of the path {@code /} (7.3). */
interface ContextsContract extends ContractContext {
    /** Returns an application whose cookie the browser sends to the others, too. */
    private static ContractWebapp sharing() {
        return new ContractWebapp().sessionConfig("<cookie-config><path>/</path></cookie-config>");
    }

    @Test
    default void attributes_ofTwoApplicationsWithOneId_areApart() {
        ContractNode shop = node(sharing(), "/shop");
        ContractNode blog = deploy(shop, sharing(), "/blog");
        Browser user = browser();
        user.get(shop, "set=x:shop&set=only:shop");
        String id = user.sessionId();

        assertThat(user.get(blog, "set=x:blog&names").value("names")).hasValue("[x]");
        assertThat(user.sessionId()).isEqualTo(id);
        assertThat(user.get(shop, "get=x&names").body()).isEqualTo("x=shop\nnames=[only, x]\n");
        assertThat(user.get(blog, "get=x&names").body()).isEqualTo("x=blog\nnames=[x]\n");
        assertThat(keysOf(id))
                .containsExactly(
                        "session:" + id + ":attributes:blog",
                        "session:" + id + ":attributes:shop",
                        ContractContext.metadataKey(id));
    }

    @Test
    default void listeners_ofAnotherApplication_areNotTold() {
        ContractNode shop = node(sharing(), "/shop");
        ContractNode blog = deploy(shop, sharing(), "/blog");
        Browser user = browser();
        user.get(shop, "set=x:1");
        user.get(shop, "invalidate");

        assertThat(eventsOf(shop)).containsExactly("created", "added x:1", "destroyed x:1", "removed x:1");
        assertThat(eventsOf(blog)).isEmpty();
    }

    @Test
    default void invalidate_inOneApplication_leavesTheOthersPart() {
        ContractNode shop = node(sharing(), "/shop");
        ContractNode blog = deploy(shop, sharing(), "/blog");
        Browser user = browser();
        user.get(shop, "set=x:shop");
        String id = user.sessionId();
        user.get(blog, "set=x:blog");
        user.get(blog, "invalidate");

        assertThat(user.withCookie(id).get(shop, "get=x").value("x")).hasValue("shop");
        assertThat(keysOf(id)).containsExactly("session:" + id + ":attributes:shop", ContractContext.metadataKey(id));
    }

    @Test
    default void getSession_idOfAnUnknownSession_isAdoptedByNoApplicationOfTheServer() {
        ContractNode shop = node(sharing(), "/shop");
        ContractNode blog = deploy(shop, sharing(), "/blog");
        String forged = "Zm9yZ2VkLXNlc3Npb24taWQtbmV2ZXItaXNzdWVkLTE";
        for (ContractNode node : List.of(shop, blog)) {
            Browser user = browser().withCookie(forged);
            user.get(node, "set=x:1");

            assertThat(user.sessionId()).isNotEqualTo(forged);
        }
        assertThat(keysOf(forged)).isEmpty();
    }

    @Test
    default void include_ofAnotherApplication_makesASessionThatIsResumableThere() {
        ContractNode shop = node(sharing(), "/shop");
        ContractNode blog = deploy(shop, sharing(), "/blog");
        Browser user = browser();
        user.get(shop, "set=y:1");
        Reply reply = user.get(shop, "inContext=/blog:set%3Dx:from-shop");
        assumeThat(reply.value("inContext"))
                .as("this container gives no dispatcher of another application")
                .isEmpty();

        assertThat(user.get(blog, "get=x").value("x")).hasValue("from-shop");
        assertThat(user.get(shop, "names").value("names")).hasValue("[y]");
    }

    @Test
    default void include_ofAnotherApplicationInTheRequestThatMakesTheSession_makesOneOfTheSameId() {
        ContractNode shop = node(sharing(), "/shop");
        ContractNode blog = deploy(shop, sharing(), "/blog");
        Browser user = browser();
        Reply reply = user.get(shop, "set=y:1&inContext=/blog:set%3Dx:from-shop");
        assumeThat(reply.value("inContext"))
                .as("this container gives no dispatcher of another application")
                .isEmpty();

        assertThat(user.get(blog, "get=x").value("x"))
                .hasValue(sharesNewIdsAcrossApplications() ? "from-shop" : "null");
        assertThat(user.get(shop, "names").value("names")).hasValue("[y]");
    }
}
