package org.abisession.boot;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.store.ProviderLink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.oidc.authentication.logout.OidcLogoutToken;
import org.springframework.security.oauth2.client.oidc.session.InMemoryOidcSessionRegistry;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionInformation;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * Lets a back-channel logout of OpenID Connect end the sessions of all nodes. A login notes in the session what the
 * provider calls it and its user, as digests ({@link ProviderLink}); these go with the session wherever it goes, and
 * end with it. The node that a logout token reaches finds the sessions by them in Redis and ends them there.
 *
 * <p>Spring Security gets none of them, so that it sends no requests of its own to {@code /logout}. Sessions that
 * are not in Redis are kept as Spring Security keeps them, for this node. Safe for use by several threads.
 */
final class IndexedOidcSessionRegistry implements OidcSessionRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(IndexedOidcSessionRegistry.class);
    private static final String SESSION = "sid";
    private static final String SUBJECT = "sub";
    /** The most clients of the provider, as an ID token names them, by which a session is found. */
    private static final int MOST_CLIENTS = 8;

    private final BootSessions sessions;
    private final OidcSessionRegistry others = new InMemoryOidcSessionRegistry();

    IndexedOidcSessionRegistry(BootSessions sessions) {
        this.sessions = sessions;
    }

    /** Notes the links in the session, which the request of the login uses; they are stored together with the login. */
    @Override
    public void saveSessionInformation(OidcSessionInformation login) {
        OidcUser user = login.getPrincipal();
        List<String> links = new ArrayList<>();
        links.addAll(links(SUBJECT, user.getIssuer(), user.getAudience(), user.getSubject()));
        links.addAll(links(SESSION, user.getIssuer(), user.getAudience(), user.getClaimAsString(SESSION)));
        Optional<NodeSession> session = BootSessions.id(login.getSessionId())
                .flatMap(id -> sessions.openNodes().stream()
                        .flatMap(node -> node.inUse().present(id).stream())
                        .findFirst());
        if (session.isPresent()) {
            session.get().setControl(ProviderLink.CONTROL, ProviderLink.text(links));
        } else {
            others.saveSessionInformation(login);
        }
    }

    /** Does nothing for a session in Redis: its links go with it, and end with it. */
    @Override
    public @Nullable OidcSessionInformation removeSessionInformation(String sessionId) {
        return others.removeSessionInformation(sessionId);
    }

    /**
     * Ends the sessions in Redis that a logout token names.
     *
     * @return those that are not in Redis, for Spring Security to end
     */
    @Override
    public Iterable<OidcSessionInformation> removeSessionInformation(OidcLogoutToken token) {
        List<String> links = token.getSessionId() != null
                ? links(SESSION, token.getIssuer(), token.getAudience(), token.getSessionId())
                : links(SUBJECT, token.getIssuer(), token.getAudience(), token.getSubject());
        int ended = 0;
        for (SessionNode node : sessions.openNodes()) {
            for (String link : links) {
                ended += node.endLinked(link);
            }
        }
        LOG.debug("A logout token has ended {} sessions", ended);
        return others.removeSessionInformation(token);
    }

    /** Returns one link for each client: a logout token counts for a login with which it has a client in common. */
    private static List<String> links(
            String kind, @Nullable URL issuer, @Nullable List<String> clients, @Nullable String value) {
        return issuer == null || clients == null || value == null
                ? List.of()
                : clients.stream()
                        .filter(Objects::nonNull)
                        .limit(MOST_CLIENTS)
                        .map(client -> ProviderLink.of(kind, issuer.toString(), client, value))
                        .toList();
    }
}
