package org.abisession.it.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.abisession.testing.EmbeddedRedis;
import org.h2.tools.Server;

/**
 * Describes what the nodes of the portal need beside themselves: Redis, a database, a directory, and the servers that
 * they send their users to. And the nodes of each cell, two of each, once they are asked for. All live until the tests
 * end.
 */
final class PortalServers implements AutoCloseable {
    private static final String DATABASE = """
            create table user_entities (id varchar(1000) primary key, name varchar(100), display_name varchar(200));
            create table user_credentials (credential_id varchar(1000) primary key, user_entity_user_id varchar(1000),
                public_key blob, signature_count bigint, uv_initialized boolean, backup_eligible boolean,
                authenticator_transports varchar(1000), public_key_credential_type varchar(100), backup_state boolean,
                attestation_object blob, attestation_client_data_json blob, created timestamp, last_used timestamp,
                label varchar(1000));
            create table member (name varchar(100) primary key, password varchar(100));
            create table address (id bigint primary key, street varchar(100));
            create table member_roles (member_name varchar(100), roles varchar(100));
            create table member_addresses (member_name varchar(100), addresses_id bigint);
            insert into member values ('ada', '{noop}lovelace');
            insert into member_roles values ('ada', 'ROLE_USER');
            insert into address values (7, 'Main Street');
            insert into member_addresses values ('ada', 7);
            """;

    private final List<AutoCloseable> closeables = new ArrayList<>();
    private final Map<Cell, List<Node>> nodes = new HashMap<>();
    private final EmbeddedRedis redis;
    private final LdapDirectory directory;
    private final CasServer cas;
    private final UserInfoServer userInfo;
    private final SamlProvider saml;
    private final Keys keys;
    private final Node issuer;
    private final String database;

    PortalServers() throws Exception {
        redis = opened(EmbeddedRedis.start());
        directory = opened(new LdapDirectory());
        cas = opened(new CasServer());
        userInfo = opened(new UserInfoServer());
        keys = new Keys(Files.createTempDirectory("portal-keys"));
        keys.create("idp", "CN=identity provider");
        keys.create("server", "CN=portal");
        keys.create("ada", "CN=ada");
        keys.create("nobody", "CN=nobody");
        saml = opened(new SamlProvider(keys));
        Server h2 = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        opened((AutoCloseable) h2::stop);
        database = "jdbc:h2:tcp://localhost:" + h2.getPort() + "/mem:portal";
        Connection connection = opened(DriverManager.getConnection(database));
        try (Statement statement = connection.createStatement()) {
            statement.execute(DATABASE);
        }
        issuer = opened(issuer());
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        closeables.add(closeable);
        return closeable;
    }

    /** Spring's Authorization Server, with sessions of its own in the same Redis. */
    private Node issuer() throws Exception {
        List<String> command = command(new Cell(Application.BOOT_4_0, "tomcat"));
        String client = "--spring.security.oauth2.authorizationserver.client.";
        String[] areas = {"oauth2", "oidc"};
        for (String area : areas) {
            command.addAll(List.of(
                    client + area + ".registration.client-id=" + area,
                    client + area + ".registration.client-secret={noop}" + area,
                    client + area + ".registration.client-authentication-methods=client_secret_basic",
                    client + area + ".registration.authorization-grant-types=authorization_code,refresh_token",
                    client + area + ".registration.redirect-uris=http://portal.example/" + area + "/code/" + area,
                    client + area + ".registration.scopes=openid,profile",
                    client + area + ".require-proof-key=false"));
        }
        for (String format : List.of("self-contained", "reference")) {
            command.addAll(List.of(
                    client + format + ".registration.client-id=" + format,
                    client + format + ".registration.client-secret={noop}" + format,
                    client + format + ".registration.client-authentication-methods=client_secret_basic",
                    client + format + ".registration.authorization-grant-types=client_credentials",
                    client + format + ".registration.scopes=read",
                    client + format + ".token.access-token-format=" + format));
        }
        command.addAll(List.of(
                "--spring.profiles.active=issuer",
                "--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "--abi.session.app=issuer"));
        return Node.start(Map.of("REDIS_URL", redis.uri()), command);
    }

    String issuer(String path) {
        return "http://localhost:" + issuer.port() + path;
    }

    CasServer cas() {
        return cas;
    }

    Keys keys() {
        return keys;
    }

    /** The two nodes of this cell, always the same. */
    List<Node> nodes(Cell cell) {
        return nodes.computeIfAbsent(cell, unused -> {
            List<Node> started = twoAtOnce(() -> node(cell));
            started.forEach(this::opened);
            return started;
        });
    }

    /** Two nodes that start at the same time, which a machine with two cores has done in half of it. */
    static List<Node> twoAtOnce(Supplier<Node> node) {
        CompletableFuture<Node> other = CompletableFuture.supplyAsync(node);
        return List.of(node.get(), other.join());
    }

    /** One more node of this cell. */
    Node node(Cell cell, String... properties) {
        try {
            List<String> command = command(cell);
            for (String area : List.of("oauth2", "oidc")) {
                String registration = "--spring.security.oauth2.client.registration." + area;
                command.addAll(List.of(
                        registration + ".provider=" + (area.equals("oidc") ? "issuer" : "plain"),
                        registration + ".client-id=" + area,
                        registration + ".client-secret=" + area,
                        registration + ".authorization-grant-type=authorization_code",
                        registration + ".redirect-uri=http://portal.example/" + area + "/code/" + area,
                        registration + ".scope=" + (area.equals("oidc") ? "openid,profile" : "profile")));
            }
            String provider = "--spring.security.oauth2.client.provider.";
            String resources = "--spring.security.oauth2.resourceserver.";
            command.addAll(List.of(
                    provider + "issuer.issuer-uri=" + issuer(""),
                    provider + "issuer.user-name-attribute=sub",
                    provider + "plain.authorization-uri=" + issuer("/oauth2/authorize"),
                    provider + "plain.token-uri=" + issuer("/oauth2/token"),
                    provider + "plain.user-info-uri=" + userInfo.url(),
                    provider + "plain.user-name-attribute=login",
                    resources + "jwt.jwk-set-uri=" + issuer("/oauth2/jwks"),
                    resources + "opaquetoken.introspection-uri=" + issuer("/oauth2/introspect"),
                    resources + "opaquetoken.client-id=reference",
                    resources + "opaquetoken.client-secret=reference",
                    "--portal.ldap=" + directory.url(),
                    "--portal.cas=" + cas.url(),
                    "--portal.saml=" + saml.url(),
                    "--portal.saml.certificate=file:" + keys.certificate("idp"),
                    "--spring.datasource.url=" + database));
            command.addAll(List.of(properties));
            return Node.start(Map.of("REDIS_URL", redis.uri()), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Cell cell) {
        Path jar = Extracted.once(cell.portal());
        // A machine that is busy with many nodes is no outage.
        return new ArrayList<>(List.of("-Xmx256m", "-jar", jar.toString(), "--abi.session.command-timeout=10s"));
    }

    @Override
    public void close() throws IOException {
        for (int i = closeables.size() - 1; i >= 0; i--) {
            try {
                closeables.get(i).close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("A server of the portal can't be closed", e);
            }
        }
        try (var files = Files.walk(keys.certificate("idp").getParent())) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
