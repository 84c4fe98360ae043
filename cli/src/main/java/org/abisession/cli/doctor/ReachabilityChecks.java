package org.abisession.cli.doctor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.abisession.redis.RedisConsole;
import org.abisession.redis.UntrustedServerException;
import org.abisession.settings.HostPort;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;

/** Opens a connection with plain sockets, so that each failure can be told from the others. */
final class ReachabilityChecks {
    private static final int LONGEST_LINE = 200;

    private final RedisTarget target;
    private final Report report;
    private final int connectMillis;
    private final int answerMillis;
    private boolean greeted;

    ReachabilityChecks(RedisTarget target, SessionSettings bounded, Report report) {
        this.target = target;
        this.report = report;
        this.connectMillis = (int) bounded.connectTimeout().toMillis();
        this.answerMillis = (int) bounded.commandTimeout().toMillis();
    }

    /** Returns whether a server answers as Redis does; if not, reports what is wrong. */
    boolean reach() {
        for (HostPort node : target.redis().nodes()) {
            long begun = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByName(node.host()), node.port()), connectMillis);
                socket.setSoTimeout(answerMillis);
                report.good("connect", node + " in " + millis(begun));
                if (greet(node, socket)) {
                    return true;
                }
            } catch (IOException e) {
                report.bad("connect", node + ": " + reason(e));
                report.add(unreachable(node, e));
            }
        }
        return false;
    }

    private static String millis(long begun) {
        return String.format(Locale.ROOT, "%.1f ms", (System.nanoTime() - begun) / 1e6);
    }

    private static String reason(IOException e) {
        return e instanceof SocketTimeoutException ? "no answer" : String.valueOf(e.getMessage());
    }

    private Finding unreachable(HostPort node, IOException e) {
        String effect = "Requests that need their session get 503.";
        if (e instanceof UnknownHostException) {
            return Finding.error(
                    "unknown-host",
                    "No host has the name " + node.host() + ".",
                    effect,
                    "Correct REDIS_URL or REDIS_HOST, or the entry in DNS.");
        }
        if (e instanceof ConnectException) {
            return Finding.error(
                    "refused",
                    "No server listens at " + node + ".",
                    effect,
                    "Start it (redis-server, or docker-compose up -d redis), or correct REDIS_URL, or REDIS_HOST and"
                            + " REDIS_PORT.");
        }
        return Finding.error(
                "no-answer",
                "Nothing answers at " + node + " within " + connectMillis + " ms.",
                effect,
                "Check the address (REDIS_URL, REDIS_HOST, REDIS_PORT) and the firewalls on the way.");
    }

    private boolean greet(HostPort node, Socket plain) {
        boolean tls = target.redis().tls(); // of sentinels, too
        boolean shaken = false;
        try {
            Socket socket = tls ? verified(node, plain) : plain;
            shaken = tls;
            return judge(node, ping(socket), tls);
        } catch (SocketTimeoutException e) {
            report.bad("answer", "none within " + answerMillis + " ms");
            report.add(wrongForm(node, tls).orElse(silent(node)));
        } catch (IOException e) {
            report.bad(tls ? "TLS" : "answer", String.valueOf(e.getMessage()));
            if (shaken) {
                report.add(tlsFailed(node, "it ends the connection after the handshake (" + e.getMessage() + ")"));
            } else if (tls) {
                report.add(tlsFailed(node, e));
            } else {
                report.add(wrongForm(node, false).orElse(notRedis(node)));
            }
        }
        return false;
    }

    /** Returns what is wrong where the server speaks TLS and the settings don't, or the other way. */
    private Optional<Finding> wrongForm(HostPort node, boolean tls) {
        boolean other = tls ? speaksPlain(node) : speaksTls(node);
        return other ? Optional.of(tls ? tlsNotSpoken(node) : tlsExpected(node)) : Optional.empty();
    }

    private Finding silent(HostPort node) {
        return Finding.error(
                "no-answer",
                "A server at " + node + " takes connections and does not answer within " + answerMillis + " ms.",
                "Requests that need their session get 503.",
                "Check that it is Redis, and neither busy nor stopped: see its log, and " + target.cli("--latency"));
    }

    private boolean judge(HostPort node, String answer, boolean tls) {
        String code = answer.split(" ", 2)[0];
        switch (code) {
            case "+PONG" -> greeted = true;
            case "-NOAUTH",
                    "-NOPERM",
                    "-LOADING",
                    "-MASTERDOWN",
                    "-MISCONF",
                    "-BUSY",
                    "-DENIED",
                    "-ERR",
                    "-WRONGPASS" -> greeted = false;
            default -> {
                Optional<Finding> other = tls ? Optional.empty() : wrongForm(node, false);
                report.bad("answer", other.isPresent() ? "not in plain text" : "not one of Redis");
                report.add(other.orElse(notRedis(node)));
                return false;
            }
        }
        if (code.equals("-DENIED")) {
            report.add(Finding.error(
                    "protected-mode",
                    "Redis at " + node + " refuses other machines: it is in protected mode.",
                    "Only programs on its own machine can use it.",
                    "Give it a password (requirepass in redis.conf), and set REDIS_PASSWORD."));
        } else if (code.equals("-BUSY")) {
            report.add(busy(node));
        } else if (code.equals("-ERR") && answer.contains("max number of clients")) {
            report.add(ServerChecks.tooManyClients(target, answer.substring(1)));
        } else {
            if (greeted
                    && target.redis().password().isPresent()
                    && target.redis().mode() != RedisEndpoint.Mode.SENTINEL) {
                report.add(Finding.warning(
                        "open-to-all",
                        "Redis at " + node + " takes commands without a password, although one is set here.",
                        "Everybody who reaches it can use every session.",
                        target.change("ACL SETUSER default off") + " if no program uses that user; else give it a"
                                + " password: ACL SETUSER default resetpass '>PASSWORD'"));
            }
            return true;
        }
        report.bad("answer", answer.substring(1));
        return false;
    }

    private Finding busy(HostPort node) {
        return Finding.error(
                "busy",
                "Redis at " + node + " runs a script of somebody for longer than busy-reply-threshold, and answers"
                        + " nothing else.",
                "Requests that need their session get 503.",
                "End it: " + target.change("SCRIPT KILL") + " (FUNCTION KILL for a function), or wait for its end;"
                        + " SLOWLOG GET shows it then.");
    }

    private static Finding notRedis(HostPort node) {
        return Finding.error(
                "not-redis",
                "The server at " + node + " is no Redis: it does not answer as one.",
                "Another program has taken the port, or the address is wrong.",
                "Find it (ss -ltnp | grep " + node.port() + "), and correct REDIS_URL or REDIS_PORT.");
    }

    private Finding tlsExpected(HostPort node) {
        return Finding.error(
                "tls-expected",
                "Redis at " + node + " speaks TLS only, and TLS is off in the settings.",
                "No connection can be made.",
                "Set REDIS_URL=rediss://..., or REDIS_TLS=true.");
    }

    private static Finding tlsNotSpoken(HostPort node) {
        return Finding.error(
                "tls-not-spoken",
                "Redis at " + node + " does not speak TLS, and TLS is on in the settings.",
                "No connection can be made.",
                "Set REDIS_URL=redis://... and leave REDIS_TLS out, or switch TLS on in Redis (tls-port).");
    }

    private Finding tlsFailed(HostPort node, IOException e) {
        String effect = "No connection can be made.";
        UntrustedServerException untrusted = untrusted(e);
        if (untrusted == null) {
            return wrongForm(node, true).orElse(tlsFailed(node, String.valueOf(e.getMessage())));
        }
        return switch (untrusted.code()) {
            case OTHER_NAME ->
                Finding.error(
                        "tls-name",
                        "The certificate of Redis at " + node + " is for another name: " + untrusted.problem() + ".",
                        effect,
                        "Use the name in the certificate in REDIS_URL or REDIS_HOST, or have one made for "
                                + node.host() + ".");
            case UNKNOWN_AUTHORITY ->
                Finding.error(
                        "tls-untrusted",
                        "The certificate of Redis at " + node + " is not trusted: " + untrusted.problem() + ".",
                        effect,
                        untrusted.action() + ".");
            case NOT_VALID_NOW ->
                Finding.error(
                        "tls-not-valid",
                        "A certificate of Redis at " + node + " is not valid now: " + untrusted.problem() + ".",
                        effect,
                        untrusted.action() + " (tls-cert-file in redis.conf), or set the clock of this machine.");
        };
    }

    /** Returns the name of the finding about a certificate that is refused. */
    static String name(UntrustedServerException.Code code) {
        return switch (code) {
            case OTHER_NAME -> "tls-name";
            case UNKNOWN_AUTHORITY -> "tls-untrusted";
            case NOT_VALID_NOW -> "tls-not-valid";
        };
    }

    /** Returns why a certificate was refused, if that is the cause of the failure. */
    static @Nullable UntrustedServerException untrusted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedServerException untrusted) {
                return untrusted;
            }
        }
        return null;
    }

    private Finding tlsFailed(HostPort node, String message) {
        return Finding.error(
                "tls-failed",
                "TLS with Redis at " + node + " fails: " + message + ".",
                "No connection can be made.",
                target.settings().redisClientCertificate().isPresent()
                        ? "See the log of Redis: the certificate of REDIS_CLIENT_CERTIFICATE must be valid, and signed by"
                                + " an authority of tls-ca-cert-file there."
                        : "See the log of Redis: name a certificate by REDIS_CLIENT_CERTIFICATE where it wants one of"
                                + " its clients, or tls-auth-clients must be no, or optional.");
    }

    private String ping(Socket socket) throws IOException {
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        int first = in.read();
        if (first < 0) {
            throw new EOFException("the end of the connection");
        }
        for (int c = first; c >= 0 && c != '\r' && c != '\n' && line.length() < LONGEST_LINE; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private SSLSocket verified(HostPort node, Socket plain) throws IOException {
        SSLSocket socket = encrypted(node, plain, RedisConsole.tlsSockets(target.settings()));
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLSocket encrypted(HostPort node, Socket plain, SSLSocketFactory factory) throws IOException {
        return (SSLSocket) factory.createSocket(plain, node.host(), node.port(), true);
    }

    /**
     * Returns whether the server answers in plain text. Plain Redis waits for the end of a line where TLS begins with a
     * handshake.
     */
    private boolean speaksPlain(HostPort node) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.host(), node.port()), connectMillis);
            socket.setSoTimeout(answerMillis);
            String answer = ping(socket);
            return answer.startsWith("+PONG") || answer.startsWith("-");
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether a handshake gets as far as the certificate. Nothing is sent over such a connection. */
    private boolean speaksTls(HostPort node) {
        TlsProbe probe = new TlsProbe();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.host(), node.port()), connectMillis);
            socket.setSoTimeout(answerMillis);
            encrypted(node, socket, probe.socketFactory()).startHandshake();
            return true;
        } catch (IOException e) {
            return probe.hasSeenCertificate(); // a server that wants one of the client ends the handshake after it
        }
    }
}
