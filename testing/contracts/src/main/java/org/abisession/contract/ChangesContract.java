package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds what becomes of changes: in place, by requests at the same time, of values that can't be stored. */
interface ChangesContract extends ContractContext {
    /** The number of simultaneous requests on each node. */
    int REQUESTS = 8;

    @Test
    default void mutation_inPlaceWithoutSetAttribute_isSavedToo() {
        Browser user = browser();
        user.get(a(), "list=cart:tea");
        user.get(a(), "add=cart:milk");
        assertThat(user.get(b(), "get=cart").value("cart")).hasValue("[tea, milk]");

        user.get(b(), "add=cart:sugar");
        assertThat(user.get(a(), "get=cart").value("cart")).hasValue("[tea, milk, sugar]");
    }

    @Test
    default void mutation_inPlaceInTheRequestThatSetIt_isSavedToo() {
        Browser user = browser();
        user.get(a(), "list=cart:tea&add=cart:milk");

        assertThat(user.get(b(), "get=cart").value("cart")).hasValue("[tea, milk]");
    }

    @Test
    default void mutation_inPlaceToWhatCannotBeStored_isAnErrorAndNothingIsStored() {
        Browser user = browser();
        user.get(a(), "list=cart:tea&set=other:1");

        assertThat(user.get(a(), "spoil=cart&set=other:2").status()).isEqualTo(500);

        for (ContractNode node : List.of(a(), b())) {
            Reply reply = user.get(node, "get=cart&get=other");
            assertThat(reply.value("cart")).hasValue("[tea]");
            assertThat(reply.value("other")).hasValue("1");
        }
    }

    @Test
    default void save_differentAttributesByTwoNodesAtTheSameTime_keepsBoth() {
        Browser user = browser();
        user.get(a(), "set=old:0");
        CompletableFuture<Reply> slow = user.start(a(), "get=old&set=onA:1&gate=two-nodes&set=alsoOnA:1");
        awaitWaiting(a(), "two-nodes", 1);
        user.get(b(), "get=old&set=onB:2");
        browser().get(a(), "open=two-nodes");
        slow.join();

        for (ContractNode node : List.of(a(), b())) {
            assertThat(user.get(node, "names").value("names")).hasValue("[alsoOnA, old, onA, onB]");
        }
    }

    @Test
    default void setAttribute_ofWhatWasReadUnchanged_leavesTheOtherNodesChange() {
        Browser user = browser();
        user.get(a(), "set=x:1&list=cart:tea&item=y:cup");
        CompletableFuture<Reply> slow =
                user.start(a(), "get=x&get=cart&get=y&gate=read-only&again=x&again=cart&again=y");
        awaitWaiting(a(), "read-only", 1);
        user.copy().get(b(), "set=x:2&add=cart:milk&item=y:glass");
        browser().get(a(), "open=read-only");
        slow.join();

        for (ContractNode node : List.of(a(), b())) {
            assertThat(user.get(node, "get=x&get=cart&get=y").body())
                    .isEqualTo("x=2\ncart=[tea, milk]\ny=Item[label=glass]\n");
        }
    }

    @Test
    default void setAttribute_ofAnEqualButOtherValue_isSavedOverTheOtherNodesChange() {
        Browser user = browser();
        user.get(a(), "item=y:cup");
        CompletableFuture<Reply> slow = user.start(a(), "get=y&gate=equal&item=y:cup");
        awaitWaiting(a(), "equal", 1);
        user.copy().get(b(), "item=y:glass");
        browser().get(a(), "open=equal");
        slow.join();

        assertThat(user.get(b(), "get=y").value("y")).hasValue("Item[label=cup]");
    }

    @Test
    default void save_manyRequestsOnBothNodesAtTheSameTime_keepsEachOnesAttribute() {
        Browser user = browser();
        user.get(a(), "set=old:0");
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            replies.add(user.start(a(), "get=old&gate=many&set=a" + i + ":" + i));
            replies.add(user.start(b(), "get=old&gate=many&set=b" + i + ":" + i));
        }
        for (ContractNode node : List.of(a(), b())) {
            awaitWaiting(node, "many", REQUESTS);
        }
        for (ContractNode node : List.of(a(), b())) {
            browser().get(node, "open=many");
        }
        replies.forEach(reply -> assertThat(reply.join().status()).isEqualTo(200));

        List<String> names = IntStream.range(0, REQUESTS)
                .boxed()
                .flatMap(i -> List.of("a" + i, "b" + i).stream())
                .toList();
        for (ContractNode node : List.of(a(), b())) {
            for (String name : names) {
                assertThat(user.get(node, "get=" + name).value(name)).hasValue(name.substring(1));
            }
        }
    }

    @Test
    default void getAttribute_twoRequestsOnOneNodeAtTheSameTime_seeEachOthersChanges() {
        Browser user = browser();
        user.get(a(), "set=old:0");
        CompletableFuture<Reply> slow = user.start(a(), "set=x:1&gate=shared&get=y");
        awaitWaiting(a(), "shared", 1);

        assertThat(user.get(a(), "get=x&set=y:2").value("x")).hasValue("1");
        browser().get(a(), "open=shared");
        assertThat(slow.join().value("y")).hasValue("2");
    }

    @Test
    default void setAttribute_notSerializable_isRefusedByNameAndClassAndTheRestIsSaved() {
        Browser user = browser();
        Reply reply = user.get(a(), "set=before:1&unserializable=bad&set=after:2");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.value("refused"))
                .hasValueSatisfying(message -> assertThat(message)
                        .contains("bad")
                        .contains("com.example.contract.SessionSteps$Unserializable"));
        assertThat(user.get(b(), "names").value("names")).hasValue("[after, before]");
    }
}
