package org.abisession.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds what an application is known by: the names of its own servlets, filters, listeners, packages and pages, and of
 * its main class where a framework tells it. Two versions of one application have some of these in common, two
 * applications have none. What many applications have, as the classes of containers and frameworks or {@code
 * index.jsp}, is no mark. Not safe for use by several threads.
 */
public final class ApplicationMarks {
    /**
     * The number of digests that are kept, the smallest ones. They stand for all: two large sets that overlap have some
     * of these in common.
     */
    private static final int MOST = 128;

    private static final int SHOWN = 3;
    private static final int DIGEST_CHARACTERS = 12;
    private static final Pattern EVERYBODYS_CLASS = Pattern.compile("(java|javax|jakarta|jdk|sun|com\\.sun|org\\.apache"
            + "|org\\.eclipse|org\\.springframework|org\\.glassfish|org\\.jboss|org\\.hibernate|org\\.slf4j|org\\.jsoup"
            + "|org\\.owasp|org\\.primefaces|org\\.omnifaces|org\\.ocpsoft|org\\.atmosphere|org\\.zkoss|org\\.tuckey"
            + "|org\\.keycloak|org\\.pac4j|org\\.codehaus|org\\.jolokia|org\\.webjars|org\\.h2|org\\.grails|ch\\.qos"
            + "|io\\.micrometer|io\\.prometheus|io\\.opentelemetry|io\\.swagger|io\\.undertow|io\\.sentry|com\\.vaadin"
            + "|com\\.fasterxml|com\\.google|com\\.github|com\\.codahale|com\\.opensymphony|net\\.bull|net\\.sf"
            + "|groovy|kotlin|scala)\\..*"
            + "|org\\.abisession\\.(tomcat\\.(CommitFilter|SelfInstaller)|jetty\\.RequestScope|boot\\.SessionBeans)");
    private static final Pattern EVERYBODYS_PAGE =
            Pattern.compile("(index|default|home|main|welcome|login|logout|error|[345][0-9x]{2}|test|hello)[^/]*");
    private static final Pattern PAGE = Pattern.compile(".*\\.(jspx?|xhtml|html?)");
    /**
     * Matches the end of the name of a lambda, a proxy or an anonymous class, which follows the name of the class that
     * it is in.
     */
    private static final Pattern GENERATED = Pattern.compile("(\\$\\$.*|\\$[0-9]+)+$");

    private final TreeSet<String> digests = new TreeSet<>();
    private final TreeSet<String> shown = new TreeSet<>();

    /** Makes one without marks. */
    public ApplicationMarks() {}

    /** Adds the class of a servlet, a filter or a listener. */
    public void addClass(@Nullable String name) {
        if (name != null) {
            String own = GENERATED.matcher(name).replaceFirst("");
            if (!own.isEmpty() && !EVERYBODYS_CLASS.matcher(own).matches()) {
                add(own);
            }
        }
    }

    /** Adds a package that the application's own classes are in. */
    public void addPackage(String name) {
        if (!name.isEmpty() && !EVERYBODYS_CLASS.matcher(name + ".").matches()) {
            add(name + ".*");
        }
    }

    /** Adds a file of the document root, if it is a page; {@code /shop/cart.jsp}. */
    public void addFile(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (PAGE.matcher(name).matches() && !EVERYBODYS_PAGE.matcher(name).matches()) {
            add(path);
        }
    }

    /**
     * Adds a class that the framework knows for one of the application itself, such as its main class, and its package.
     */
    void addOwn(Class<?> own) {
        addClass(own.getName());
        addPackage(own.getPackageName());
    }

    /** Adds the name that the application gives itself; {@code application} is what Spring Boot gives to all. */
    public void addDisplayName(@Nullable String name) {
        if (name != null
                && !name.isBlank()
                && !name.startsWith("Archetype Created")
                && !name.strip().equals("application")) {
            add("\"" + name.strip() + "\"");
        }
    }

    private void add(String mark) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(mark.getBytes(StandardCharsets.UTF_8));
            digests.add(HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARACTERS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        if (digests.size() > MOST) {
            digests.pollLast();
        }
        shown.add(mark);
        if (shown.size() > SHOWN) {
            shown.pollLast();
        }
    }

    /**
     * Returns the marks on one line, for other nodes.
     *
     * @param where the node is, for people
     */
    String line(String where) {
        return String.join(",", digests) + " " + printable(where) + " " + printable(String.join(", ", shown));
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }

    /**
     * Returns the marks that another node has announced; empty if it has none, or if the text is not what a node
     * writes.
     */
    static Optional<Other> parse(String line) {
        String[] parts = line.split(" ", 3);
        return parts.length < 3 || parts[0].isEmpty() || line.length() > 4096
                ? Optional.empty()
                : Optional.of(new Other(
                        Set.copyOf(Arrays.asList(parts[0].split(","))), printable(parts[1]), printable(parts[2])));
    }

    /** The marks of another node. */
    record Other(Set<String> digests, String where, String shown) {}

    boolean isEmpty() {
        return digests.isEmpty();
    }

    /** Returns true if another node serves the same application. */
    boolean sharesSome(Other other) {
        return digests.stream().anyMatch(other.digests::contains);
    }

    /**
     * Adds the pages and packages of a web application.
     *
     * @param resourcePaths {@code ServletContext.getResourcePaths}
     */
    public void addResources(Function<String, @Nullable Set<String>> resourcePaths) {
        new ResourceMarks(this, resourcePaths).collect();
    }
}
