package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.boot.Browser.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what Spring MVC keeps in a session beside the login, each request on the other one of two nodes. */
@Tag("full")
@ExtendWith(PortalExtension.class)
@ResourceLock(PortalExtension.PORTAL)
@ParameterizedClass
@MethodSource("org.abisession.it.boot.Cell#all")
class SessionContentsTest {
    private final Cell cell;
    private Browser user;

    SessionContentsTest(Cell cell) {
        this.cell = cell;
    }

    @BeforeEach
    void login(PortalServers servers) {
        user = new Browser(servers.nodes(cell));
        user.post("/jpa/login", Map.of("username", "ada", "password", "lovelace"));
    }

    @Test
    void flash_redirectToTheOtherNode_isThereOnce() {
        Reply page = user.follow(user.post("/jpa/flash", Map.of("text", "saved")));
        assertThat(page.body()).isEqualTo("note=Note[text=saved]");

        assertThat(user.get("/jpa/flashed").body()).isEqualTo("note=null");
    }

    @Test
    void sessionAttributes_filledInOnTwoNodes_areOneOrder() {
        user.follow(user.post("/jpa/order", Map.of("item", "tea")));
        user.get("/jpa/order"); // the next form goes to the other node

        assertThat(user.follow(user.post("/jpa/order", Map.of("count", "3"))).body())
                .isEqualTo("3 tea");
        assertThat(user.follow(user.post("/jpa/order/done", Map.of())).body()).isEqualTo("0 ");
    }

    @Test
    void sessionBean_changedByTransactionalServiceOnEachNode_losesNone() {
        for (int i = 1; i <= 20; i++) {
            user.post("/jpa/notes", Map.of("text", Integer.toString(i)));
        }

        assertThat(user.get("/jpa/notes").body().split(",")).hasSize(20);
    }
}
