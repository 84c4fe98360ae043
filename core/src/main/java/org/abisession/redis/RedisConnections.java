package org.abisession.redis;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.logging.OnceAMinute;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The pooled connections to Redis, and the translation of its failures.
 *
 * <ul>
 *   <li><b>Every wait is bounded.</b> A call that gets no answer fails after the command timeout, and at most 100 ms
 *       more. One that has to open a connection waits for that as well, up to the connect timeout; one that finds all
 *       connections in use waits for one, up to the command timeout, as long as Redis answers the others.
 *   <li><b>Calls travel together</b> that want Redis at the same moment, see {@link CallBatches}.
 *   <li><b>An outage costs nothing.</b> When Redis has not answered five times in a row, calls fail until it does.
 *   <li><b>What is safe to repeat is repeated</b>, once, when the connection turns out to be closed.
 *   <li><b>Logged once.</b> What went wrong is in the log once a minute, whatever the number of calls.
 * </ul>
 *
 * <p>Safe for use by several threads.
 */
public final class RedisConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisConnections.class);

    private final LateClient client;
    private final String address;
    private final CallTime time;
    private final Replicas replicas;
    private final Outage outage;
    private final OnceAMinute once = new OnceAMinute();
    private final ConnectionPlaces places;
    private final CallBatches batches =
            new CallBatches(() -> made().connections().getConnection(), this::forgetIdle, CallBatches.LONGEST_WAIT);
    private final int poolSize;
    private final boolean cluster;
    private final SessionKeys keys;
    private final List<Runnable> beforeClose = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<SessionStoreUnavailableException> forApplication = UnaryOperator.identity();

    private RedisConnections(LateClient client, CallTime time, SessionSettings settings) {
        this.client = client;
        this.cluster = settings.redis().mode() == RedisEndpoint.Mode.CLUSTER;
        this.keys = new SessionKeys(settings.app(), settings.hashTags());
        this.time = time;
        this.replicas = new Replicas(settings.durability());
        this.address = settings.redis().address();
        this.outage = new Outage(address, this::probe);
        this.poolSize = settings.poolSize();
        this.places =
                new ConnectionPlaces(settings, time, outage, message -> once.say("connection", message, LOG::warn));
    }

    /**
     * Makes the pool; no answer is waited for, so that an application starts while Redis is away.
     *
     * @throws IllegalArgumentException if the settings ask for what this version can't do
     */
    public static RedisConnections open(SessionSettings settings) {
        RedisEndpoint redis = settings.redis();
        if (redis.mode() == RedisEndpoint.Mode.CLUSTER && settings.durability().replicas() > 0) {
            throw new IllegalArgumentException("abi.session.durability must be none on Redis Cluster, was "
                    + settings.durability() + ". Leave it out, or use Sentinel.");
        }
        return open(settings, CallTime.of(settings, System::nanoTime));
    }

    static RedisConnections open(SessionSettings settings, CallTime time) {
        ClosingSteps.load();
        LateClient client = new LateClient(
                () -> RedisClients.make(settings, time),
                settings.connectTimeout().plus(settings.commandTimeout()));
        return new RedisConnections(client, time, settings);
    }

    /**
     * Sets what later calls throw in place of their {@link SessionStoreUnavailableException}: a container may need a
     * cause of its own.
     */
    public void translate(UnaryOperator<SessionStoreUnavailableException> translation) {
        forApplication = translation;
    }

    /** Returns true if keys lie on several nodes, so that {@link #fly} is the way to them. */
    boolean isCluster() {
        return cluster;
    }

    /** Runs calls on several nodes of a cluster in the time of one round trip. */
    List<Object> fly(String what, List<KeyCall> calls) {
        return call(what, unused -> flights().fly(calls));
    }

    /**
     * Does the same as {@link #fly}, with a {@link JedisException} in the place of each reply that did not come: others
     * may have.
     */
    List<Object> flyEach(String what, List<KeyCall> calls) {
        return call(what, unused -> flights().each(calls));
    }

    /** Returns the way to the nodes of a cluster, for calls to each of them. To be used inside of a call. */
    ClusterFlights flights() {
        ClusterFlights flights = made().flights();
        if (flights == null) {
            throw new IllegalStateException("Redis at " + address + " is no cluster");
        }
        return flights;
    }

    /** Runs a script over keys of one slot: EVALSHA, and EVAL where the server does not know it yet. */
    Object run(Script script, List<byte[]> keys, List<byte[]> arguments) {
        if (cluster) {
            return fly(script.title(), List.of(KeyCall.of(script, keys, arguments)))
                    .get(0);
        }
        if (script.isWrite() && replicas.areAsked()) {
            return call(
                    script.title(), script.isRepeatable(), redis -> replicas.confirm(redis, script, keys, arguments));
        }
        return exchange(script, false, redis -> ScriptRuns.alone(redis, script, keys, arguments));
    }

    /**
     * Runs a script and reads a Hash after it, as one, in one round trip: Redis takes several times as long for a
     * script that returns a Hash, of which each field and value becomes a string of Lua. Where it takes no transaction,
     * since its memory is full, and on a cluster, the script gets one argument more, 0, and has to hand it on.
     *
     * @param large whether the Hash is known to be, so that no other call waits for its bytes
     * @return what the script answers; and what HGETALL does, or an exception for what is no Hash, unless the script
     *     had to
     */
    List<@Nullable Object> runAndRead(
            Script script, List<byte[]> keys, List<byte[]> arguments, byte[] hash, boolean large) {
        if (cluster) {
            return Collections.singletonList(run(script, keys, ScriptRuns.handingOn(arguments)));
        }
        return exchange(script, large, redis -> ScriptRuns.withHash(redis, script, keys, arguments, hash));
    }

    /**
     * Does the same as {@link #runAndRead}, with the Hash as it is before the script runs; also where replicas are
     * asked to confirm what it writes the script has to hand it on.
     */
    List<@Nullable Object> readAndRun(
            Script script, List<byte[]> keys, List<byte[]> arguments, byte[] hash, boolean large) {
        if (cluster || replicas.areAsked()) {
            return Collections.singletonList(run(script, keys, ScriptRuns.handingOn(arguments)));
        }
        return exchange(script, large, redis -> ScriptRuns.afterHash(redis, script, keys, arguments, hash));
    }

    /**
     * Runs a command that writes, once, and has it confirmed by the replicas that the setting asks for.
     *
     * @param confirmed the same command, where replicas are asked
     */
    <T> T write(String what, Function<UnifiedJedis, T> command, Function<Pipeline, Response<T>> confirmed) {
        return call(what, redis -> replicas.areAsked() ? replicas.confirm(redis, confirmed) : command.apply(redis));
    }

    /**
     * Runs commands that read, in one pipeline, and checks that their server is a primary: a replica may be late by
     * any time. They may be sent twice.
     *
     * @param commands adds them to the pipeline, and returns what makes the answer of their replies
     */
    <T> T read(String what, Function<AbstractPipeline, Supplier<T>> commands) {
        return call(
                what,
                true,
                redis -> cluster
                        ? FlightPipeline.run(flights(), true, commands)
                        : ScriptRuns.ofPrimary(redis, anyKey(), commands));
    }

    /** Runs a command, once. */
    <T> T call(String what, Function<UnifiedJedis, T> command) {
        return call(what, false, command);
    }

    private <T> T call(String what, boolean repeatable, Function<UnifiedJedis, T> command) {
        return admitted(what, repeatable, place -> {
            place.take();
            return command.apply(jedis());
        });
    }

    /** Runs a script, whose commands may be sent together with those of other calls. */
    private <T> T exchange(Script script, boolean large, Function<Exchange, T> command) {
        return admitted(
                script.title(),
                script.isRepeatable(),
                place -> command.apply(commands -> batches.send(commands, place::take, large)));
    }

    private <T> T admitted(String what, boolean repeatable, Function<ConnectionPlaces.Place, T> command) {
        try (ConnectionPlaces.Place place = places.place(what)) {
            outage.admit(what);
            time.begin();
            return answered(what, repeatable, () -> command.apply(place));
        } catch (SessionStoreUnavailableException e) {
            throw forApplication.apply(e);
        } finally {
            time.end();
        }
    }

    /** Runs a command and notes its outcome before its place becomes free, for the call that waits for that. */
    private <T> T answered(String what, boolean repeatable, Supplier<T> command) {
        try {
            T answer = perhapsTwice(what, repeatable, command);
            outage.answered();
            return answer;
        } catch (Replicas.UnconfirmedException e) {
            outage.answered();
            String message = "Redis at " + address + ": " + what + " was done, but " + e.getMessage();
            once.say("durability", message, LOG::warn);
            throw new SessionStoreUnavailableException(message, e);
        } catch (JedisException e) {
            throw failed(what, e);
        }
    }

    /**
     * Runs a command, and once more on a new connection if it may be: Redis, or something on the way there, may have
     * closed the idle connections of the pool; and the address may lead to another server than the one that refused it.
     */
    private <T> T perhapsTwice(String what, boolean repeatable, Supplier<T> command) {
        try {
            return command.get();
        } catch (JedisConnectionException e) {
            if (!repeatable || !time.remains() || BatchedCall.isTimeout(e) || CallTime.isInterrupted(e)) {
                throw e;
            }
            if (!(e instanceof BatchedCall.LostWithOthersException)) {
                forgetIdle();
            }
            LOG.debug("The connection to Redis at {} was closed; {} is tried once more", address, what, e);
            return command.get();
        } catch (JedisDataException e) {
            if (cluster || !RedisErrors.hasNotRun(e)) {
                throw e;
            }
            LOG.debug("Redis at {} refused {}, which is tried once more on a new connection", address, what, e);
            time.begin(); // it answers, and all callers open connections now
            return command.get();
        }
    }

    /** Returns what a failure means, which is logged once a minute. */
    private SessionStoreException failed(String what, JedisException failure) {
        JedisDataException reply = RedisErrors.reply(failure, cluster);
        if (reply != null) {
            SessionStoreException refused = RedisErrors.refused(address, what, reply);
            if (!cluster && RedisErrors.isOfAnotherServer(reply)) {
                outage.unanswered(RedisErrors.withoutText(reply));
            } else {
                outage.answered();
            }
            once.say(RedisErrors.code(reply), String.valueOf(refused.getMessage()), LOG::warn);
            return refused;
        }
        if (RedisErrors.isLoss(failure)) {
            forgetIdle();
            if (!cluster || client.ifMade() == null) { // of a cluster each node counts for itself
                outage.unanswered(failure);
            }
        }
        boolean interrupted = CallTime.isInterrupted(failure);
        SessionStoreException unanswered =
                interrupted ? RedisErrors.interrupted(address, what) : RedisErrors.unanswered(address, what, failure);
        if (!outage.isOn() && !(failure instanceof NodeAwayException)) {
            once.say(interrupted ? "interrupted" : "unanswered", String.valueOf(unanswered.getMessage()), LOG::warn);
        }
        return unanswered;
    }

    /** Returns if Redis answers as a primary, be it with an error; on a cluster, any node. */
    private void probe() {
        try {
            if (cluster) {
                boolean unused = jedis().exists(anyKey());
            } else {
                Exchange alone = commands -> batches.send(commands, () -> {}, true);
                Object unused = ScriptRuns.alone(alone, Script.PRIMARY, List.of(anyKey()), List.of());
            }
        } catch (JedisException e) {
            JedisDataException reply = RedisErrors.find(JedisDataException.class, e);
            if (reply == null) {
                forgetIdle();
                throw e;
            }
            if (!cluster && RedisErrors.isOfAnotherServer(reply)) {
                throw RedisErrors.withoutText(reply);
            }
        } finally {
            time.end(); // making the client begins a call; the next probe may open connections all the same
        }
    }

    /** Returns a key that does not exist and that the user of Redis may write. */
    private byte[] anyKey() {
        return SessionKeys.bytes(keys.metadata(SessionId.random()));
    }

    private UnifiedJedis jedis() {
        return made().jedis();
    }

    private LateClient.Made made() {
        LateClient.Made made = client.ifMade();
        if (made == null) {
            made = client.get();
            time.begin(); // the first call does more than others
        }
        return made;
    }

    /**
     * Closes the idle connections of the pool. When one connection is lost, most likely all are: so one request fails,
     * not one for each connection.
     */
    private void forgetIdle() {
        LateClient.Made made = client.ifMade();
        if (made != null && !cluster) {
            made.pools().forgetIdle();
        }
    }

    /** Returns true if Redis, or a node of the cluster, has not answered, so that calls to it fail at once. */
    public boolean isOutage() {
        LateClient.Made made = client.ifMade();
        return outage.isOn() || (made != null && made.pools().isAnyAway());
    }

    /** Returns how many connections there may be to one address. */
    public int poolSize() {
        return poolSize;
    }

    /** Returns how many connections calls use now, to all addresses. */
    public int poolUsed() {
        LateClient.Made made = client.ifMade();
        return !cluster ? places.used() : made == null ? 0 : made.pools().used();
    }

    /** Returns how many calls wait for a connection now. */
    public int poolWaiting() {
        LateClient.Made made = client.ifMade();
        return !cluster ? places.waiting() : made == null ? 0 : made.pools().waiting();
    }

    /** Returns where Redis is, for messages. */
    public String address() {
        return address;
    }

    /**
     * Returns whether Redis answers now; on a cluster, each primary.
     *
     * @return how long it took; on a cluster, on average
     * @throws SessionStoreException if it does not
     */
    public Duration ping() {
        long start = System.nanoTime();
        List<String> answers = call("ping", redis -> cluster ? flights().ping() : List.of(redis.ping()));
        return Duration.ofNanos(System.nanoTime() - start).dividedBy(answers.size());
    }

    /** Registers a task that runs before the connections are closed. */
    void beforeClose(Runnable task) {
        beforeClose.add(task);
    }

    @Override
    public void close() {
        ClosingSteps.run(() -> ClosingSteps.run(beforeClose.toArray(Runnable[]::new)), outage::close, client::close);
    }
}
