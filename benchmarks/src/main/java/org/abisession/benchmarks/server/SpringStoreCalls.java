package org.abisession.benchmarks.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

/**
 * Calls the store of Spring Session, with Lettuce, as its configuration makes it: for each request its filter finds the
 * session, sets the time of the access and saves it.
 */
final class SpringStoreCalls<S extends Session> implements StoreCalls {
    private final LettuceConnectionFactory connections;
    private final SessionRepository<S> repository;
    private final InstantSource clock = InstantSource.system();
    private final List<String> ids = new ArrayList<>();

    private SpringStoreCalls(LettuceConnectionFactory connections, SessionRepository<S> repository) {
        this.connections = connections;
        this.repository = repository;
    }

    /** Makes a store in a Redis. */
    static StoreCalls open(String host, int port) {
        LettuceConnectionFactory connections = new LettuceConnectionFactory(host, port);
        connections.afterPropertiesSet();
        connections.start();
        RedisTemplate<String, Object> template = new RedisTemplate<>();
        template.setKeySerializer(RedisSerializer.string());
        template.setHashKeySerializer(RedisSerializer.string());
        template.setConnectionFactory(connections);
        template.afterPropertiesSet();
        RedisSessionRepository repository = new RedisSessionRepository(template);
        repository.setDefaultMaxInactiveInterval(Duration.ofMinutes(30));
        return of(connections, repository);
    }

    /** Returns the calls of a repository whose class of sessions is not public. */
    private static <T extends Session> StoreCalls of(
            LettuceConnectionFactory connections, SessionRepository<T> repository) {
        return new SpringStoreCalls<>(connections, repository);
    }

    @Override
    public void create() {
        S session = repository.createSession();
        for (int i = 0; i < ATTRIBUTES; i++) {
            session.setAttribute("attribute" + i, "x".repeat(LENGTH));
        }
        session.setAttribute(COUNTER, "0");
        repository.save(session);
        ids.add(session.getId());
    }

    @Override
    public void read(int session) {
        repository.save(load(session));
    }

    @Override
    public void change(int session, long value) {
        S loaded = load(session);
        loaded.setAttribute(COUNTER, Long.toString(value));
        repository.save(loaded);
    }

    private S load(int session) {
        S loaded = Objects.requireNonNull(
                repository.findById(ids.get(session)), "a session of the benchmark is in the store");
        loaded.setLastAccessedTime(clock.instant());
        return loaded;
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
