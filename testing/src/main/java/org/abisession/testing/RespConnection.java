package org.abisession.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;

/** One connection of a {@link RespProxy}: two threads, one for each direction. */
final class RespConnection {
    private final RespProxy proxy;
    private final Socket client;
    private final Socket redis;

    // Guarded by this.
    private final Resp requests = new Resp();
    private int outstanding;
    private boolean counted;
    private boolean continues; // more had been sent before this chunk was answered

    RespConnection(RespProxy proxy, Socket client, Socket redis) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.redis = redis;
        client.setTcpNoDelay(true);
        redis.setTcpNoDelay(true);
    }

    void start() {
        RespProxy.daemon(this::pumpRequests, "resp-proxy-requests").start();
        RespProxy.daemon(this::pumpReplies, "resp-proxy-replies").start();
    }

    /** Closes both sides so that the peers see a reset, not an orderly end. */
    void reset() {
        reset(client);
        reset(redis);
        proxy.forget(this);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // As good as closed.
        }
    }

    private void pumpRequests() {
        byte[] chunk = new byte[1 << 16];
        try {
            InputStream in = client.getInputStream();
            OutputStream out = redis.getOutputStream();
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                proxy.sent(n);
                boolean forRedis = sent(chunk, n, in.available() > 0);
                proxy.beforeRequest();
                byte[] answer = proxy.answer();
                if (answer == null || forRedis) {
                    out.write(chunk, 0, n);
                } else {
                    answerAll(answer);
                }
            }
        } catch (IOException e) {
            // One of the two has closed: so is the other, below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private void pumpReplies() {
        byte[] chunk = new byte[1 << 16];
        Resp replies = new Resp();
        try {
            InputStream in = redis.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                replies.add(chunk, n);
                proxy.received(n);
                if (!proxy.beforeReply()) {
                    reset();
                    return;
                }
                // Counted before the client can know: what it sends next is a new round trip.
                received(replies);
                int cut = proxy.takeCut();
                out.write(chunk, 0, cut < 0 ? n : Math.min(cut, n));
                if (cut >= 0) {
                    break;
                }
            }
        } catch (IOException e) {
            // One of the two has closed: so is the other, below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Sends a reply of its own to each command that waits for one. Redis has answered all earlier commands. */
    private void answerAll(byte[] line) throws IOException {
        int waiting;
        synchronized (this) {
            waiting = outstanding;
            outstanding = 0;
        }
        for (int i = 0; i < waiting; i++) {
            client.getOutputStream().write(line);
        }
    }

    /**
     * Counts the commands of a whole chunk before any of it is passed on, so that no reply comes in between. Returns
     * true if one of them sets the connection up, or the proxy has no answer of its own to it.
     */
    private synchronized boolean sent(byte[] chunk, int length, boolean moreIsHere) {
        boolean forRedis = false;
        if (outstanding == 0 && !requests.isInMessage() && !continues) {
            counted = false;
        }
        continues = moreIsHere;
        requests.add(chunk, length);
        for (List<byte[]> command = requests.takeCommand(); command != null; command = requests.takeCommand()) {
            outstanding++;
            if (Traffic.isOfConnection(command)) {
                forRedis = true;
                continue;
            }
            String name = Traffic.name(command);
            forRedis |= !proxy.answers(name);
            proxy.recorder().add(name, !counted);
            counted = true;
        }
        return forRedis;
    }

    private synchronized void received(Resp replies) {
        for (byte type = replies.takeReply(); type != 0; type = replies.takeReply()) {
            if (type != '>' && outstanding > 0) { // a push answers no command, nor does a message to a subscriber
                outstanding--;
            }
        }
    }

    private void close() {
        try (client;
                redis) {
            proxy.forget(this);
        } catch (IOException e) {
            // As good as closed.
        }
    }
}
