package org.abisession.redis;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's judgement of a server's certificate; where it refuses one, the message says what to do. */
final class TlsTrust extends X509ExtendedTrustManager {
    /** The types of names in a certificate that are a host (dNSName) and an address (iPAddress): RFC 5280, 4.2.1.6. */
    private static final Set<Integer> HOSTS = Set.of(2, 7);

    private final X509ExtendedTrustManager judge;
    private final boolean ownAuthorities;

    private TlsTrust(X509ExtendedTrustManager judge, boolean ownAuthorities) {
        this.judge = judge;
        this.ownAuthorities = ownAuthorities;
    }

    /**
     * Makes sockets that trust these authorities, or those of the JVM where there are none.
     *
     * @param client the certificate that a server gets that asks for one
     * @throws IllegalStateException if this JVM can't
     */
    static SSLSocketFactory socketFactory(List<X509Certificate> authorities, Optional<PrivateKeyEntry> client) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities.isEmpty() ? null : store(authorities));
            X509ExtendedTrustManager judge = Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("This JVM has no X509ExtendedTrustManager"));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    client.isPresent() ? keys(client.get()) : null,
                    new TrustManager[] {new TlsTrust(judge, !authorities.isEmpty())},
                    null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This JVM can't make TLS connections: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keys(PrivateKeyEntry client) throws GeneralSecurityException, IOException {
        char[] password = "in memory alone".toCharArray();
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("client", client.getPrivateKey(), password, client.getCertificateChain());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static KeyStore store(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        return store;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        try {
            judge.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            checkServerTrusted(chain, authType); // its message, if it is the signature or the time
            throw wrongHost(chain[0], socket);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            judge.checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            for (X509Certificate certificate : chain) {
                checkValidity(certificate);
            }
            throw new UntrustedServerException(
                    UntrustedServerException.Code.UNKNOWN_AUTHORITY,
                    "the certificate of the server is signed by \""
                            + chain[chain.length - 1].getIssuerX500Principal().getName()
                            + (ownAuthorities
                                    ? "\", which does not stand in the file that REDIS_CA names"
                                    : "\", which this JVM does not trust"),
                    ownAuthorities
                            ? "Name the PEM file of that authority"
                            : "Set REDIS_CA to the PEM file of that authority");
        }
    }

    private static void checkValidity(X509Certificate certificate) throws UntrustedServerException {
        Instant now = InstantSource.system().instant();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from) || now.isAfter(until)) {
            throw new UntrustedServerException(
                    UntrustedServerException.Code.NOT_VALID_NOW,
                    "the certificate of \""
                            + certificate.getSubjectX500Principal().getName() + "\" is valid from " + from
                            + " to " + until + ", and it is " + now.truncatedTo(ChronoUnit.SECONDS)
                            + " by the clock of this machine",
                    "Give the server one that is valid");
        }
    }

    private static CertificateException wrongHost(X509Certificate certificate, Socket socket) {
        String host =
                socket instanceof SSLSocket tls ? tls.getHandshakeSession().getPeerHost() : "this one";
        return new UntrustedServerException(
                UntrustedServerException.Code.OTHER_NAME,
                "the certificate of the server is for " + names(certificate) + ", not for " + host,
                "Write a name that it is for into REDIS_URL or REDIS_HOST; or, if a cluster or sentinels name the server,"
                        + " have them name its host (cluster-announce-hostname, or replica-announce-ip: see"
                        + " docs/deployments.md); or give the server a certificate for " + host);
    }

    /** Returns the hosts and addresses of a certificate; its subject if it has none, as one of an old tool. */
    private static String names(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            String hosts = (names == null ? Stream.<List<?>>of() : names.stream())
                    .filter(name -> HOSTS.contains(name.get(0)))
                    .map(name -> String.valueOf(name.get(1)))
                    .collect(Collectors.joining(", "));
            return hosts.isEmpty() ? subject : hosts;
        } catch (CertificateParsingException e) {
            return subject;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        judge.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
