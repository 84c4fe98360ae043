package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.abisession.UserSession;
import org.abisession.store.ClientDetails;
import org.abisession.store.SaveResult;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client of a login, where the setting lets it be stored. */
class UserClientTest {
    private static final ClientDetails PHONE = ClientDetails.of("Phone/1.0", "192.0.2.1");

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "user-attribute", "who", "client-details", "on");

    private NodeSession login(String user) {
        NodeSession session = nodes.here().create();
        session.usedBy(() -> PHONE);
        session.setAttribute("who", user);
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        return session;
    }

    @Test
    void login_withTheClient_costsNoFurtherRoundTrip() {
        login("ada");

        assertThat(nodes.roundTrips(() -> login("ada"))).isEqualTo(2);
        assertThat(nodes.there().sessionsOf("ada").list())
                .extracting(UserSession::userAgent, UserSession::address)
                .allSatisfy(client ->
                        assertThat(client.toList()).containsExactly(PHONE.knownUserAgent(), PHONE.knownAddress()));
    }

    @Test
    void login_ofAnUnknownClientBehindThatOfAKnownOne_keepsNothingOfIt() {
        NodeSession session = login("ada");
        NodeSession later = nodes.there().find(session.id()).orElseThrow();
        later.setAttribute("who", "bob");
        later.save();

        assertThat(nodes.here().sessionsOf("bob").list())
                .hasSize(1)
                .allMatch(listed ->
                        listed.userAgent().isEmpty() && listed.address().isEmpty());
    }
}
