package org.abisession.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A way to keep sessions, with the settings that its own documentation gives for several nodes. The settings are files
 * under {@code /candidates/<id>}, in the form that its users write them.
 */
enum Candidate {
    TOMCAT_MEMORY("Tomcat, in memory", "tomcat", false, false),
    TOMCAT_ABI("abi-session, Tomcat", "tomcat", true, true),
    TOMCAT_ABI_NEAR("abi-session near cache, Tomcat", "tomcat", true, true),
    REDISSON("Redisson, REDIS/DEFAULT", "redisson", true, false),
    REDISSON_MEMORY("Redisson, MEMORY/AFTER_REQUEST", "redisson", true, false),
    SPRING("Spring Session", "spring-session", true, false),
    SPRING_INDEXED("Spring Session, indexed", "spring-session", true, false),
    JETTY_MEMORY("Jetty, in memory", "jetty", false, false),
    JETTY_ABI("abi-session, Jetty", "jetty", true, true),
    JETTY_ABI_NEAR("abi-session near cache, Jetty", "jetty", true, true),
    JETTY_JDBC("Jetty JDBC, H2 in memory", "jetty", false, false),
    JETTY_HAZELCAST("Jetty Hazelcast", "hazelcast", false, false);

    /** The ids of all candidates, for the help. */
    static final String IDS = "tomcat-memory, tomcat-abi, tomcat-abi-near, redisson, redisson-memory, spring,"
            + " spring-indexed, jetty-memory, jetty-abi, jetty-abi-near, jetty-jdbc, jetty-hazelcast";

    /**
     * Our candidates on Tomcat, without and with near cache, and Spring Session, for experiments with several nodes.
     */
    static final List<Candidate> OURS_AND_SPRING = List.of(TOMCAT_ABI, TOMCAT_ABI_NEAR, SPRING);

    /**
     * The time in which a node has reported to Redis the accesses that it has served from a copy: the lease and more.
     */
    private static final long LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private static final List<String> FILES =
            List.of("context.xml", "jetty.xml", "redisson.yaml", "spring.xml", "web-part.xml");

    private final String title;
    private final String classPath;
    private final boolean inRedis;
    private final boolean ours;

    Candidate(String title, String classPath, boolean inRedis, boolean ours) {
        this.title = title;
        this.classPath = classPath;
        this.inRedis = inRedis;
        this.ours = ours;
    }

    /** Returns the name of the candidate for tables. */
    String title() {
        return title;
    }

    /** Returns the name without the container. */
    String storeTitle() {
        return ours() ? title.substring(0, title.indexOf(',')) : title;
    }

    /** Returns its name on the command line, which is that of its files, too. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads an id on the command line. */
    static final class Converter implements ITypeConverter<Candidate> {
        @Override
        public Candidate convert(String id) {
            return Arrays.stream(values())
                    .filter(candidate -> candidate.id().equals(id))
                    .findFirst()
                    .orElseThrow(
                            () -> new TypeConversionException("no candidate is called '" + id + "'. Take of: " + IDS));
        }
    }

    /** Returns the folder below {@code candidates/} that has its class path. */
    String classPath() {
        return classPath;
    }

    /** Returns true if its sessions are in Redis. */
    boolean inRedis() {
        return inRedis;
    }

    /** Returns true if its sessions are those of the container itself, of one node: the limit. */
    boolean inMemory() {
        return this == TOMCAT_MEMORY || this == JETTY_MEMORY;
    }

    /** Returns true if it is abi-session: it has conversations. */
    boolean ours() {
        return ours;
    }

    /** Returns true if it is abi-session with the setting {@code near-cache}, which is off by default. */
    boolean hasNearCache() {
        return this == TOMCAT_ABI_NEAR || this == JETTY_ABI_NEAR;
    }

    /**
     * Waits until its nodes have reported to Redis what they have served from copies; not at all without a near cache.
     */
    void awaitLeases() {
        long until = System.nanoTime() + LEASE_NANOS;
        for (long left = LEASE_NANOS; hasNearCache() && left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Returns true if Tomcat runs it; else Jetty does. */
    boolean onTomcat() {
        return !name().startsWith("JETTY");
    }

    /** Returns the names of the files of its settings. */
    List<String> files() {
        List<String> there = new ArrayList<>(FILES);
        there.removeIf(file -> Candidate.class.getResource(path(file)) == null);
        return there;
    }

    /**
     * Returns the text of a file of its settings, with the placeholders {@code @host@} and {@code @port@} of Redis, and
     * {@code @directory@} of the files.
     */
    String text(String file) {
        return resource(path(file));
    }

    private String path(String file) {
        return "/candidates/" + id() + "/" + file;
    }

    static String resource(String path) {
        try (InputStream in = Candidate.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("The class path has no " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
