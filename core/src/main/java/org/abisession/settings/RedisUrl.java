package org.abisession.settings;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.abisession.settings.RedisEndpoint.Mode;

/**
 * The parts of a Redis URL. Parts that it leaves out are empty.
 *
 * <ul>
 *   <li>{@code redis://[[user][:password]@]host[:port][/db]}, and {@code rediss://} with TLS
 *   <li>{@code redis-sentinel://[[user][:password]@]host[:port],.../master[/db]}
 *   <li>{@code redis-cluster://[[user][:password]@]host[:port],...}
 * </ul>
 *
 * <p>User and password are percent-decoded as UTF-8 ('+' stays '+'). Messages repeat no part of a URL
 * that could belong to a password: '/', '?', '#' or '@' in one that is not encoded moves every border.
 */
record RedisUrl(
        String scheme,
        Mode mode,
        List<HostPort> nodes,
        Optional<String> master,
        Optional<Integer> database,
        Optional<String> username,
        Optional<String> password) {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,30}");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,40}");
    // The characters that Sentinel itself admits in the name of a master.
    private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern DATABASE = Pattern.compile("[0-9]{1,10}");
    private static final String FORMS = "Write it as redis://user:password@host:6379/0, rediss://... for TLS,"
            + " redis-sentinel://host1:26379,host2:26379/master/0 or redis-cluster://host1:6379,host2:6379.";

    /** Reads the value of {@link Setting#REDIS_URL}. */
    static RedisUrl parse(ConfiguredValue found) {
        String text = found.value();
        int separator = text.indexOf("://");
        String scheme = separator < 0 ? "" : text.substring(0, separator).toLowerCase(Locale.ROOT);
        Mode mode = switch (scheme) {
            case "redis", "rediss" -> Mode.STANDALONE;
            case "redis-sentinel" -> Mode.SENTINEL;
            case "redis-cluster" -> Mode.CLUSTER;
            default ->
                throw found.invalid(
                        "must begin with redis://, rediss://, redis-sentinel:// or redis-cluster://"
                                + (SCHEME.matcher(scheme).matches() ? ", not with " + scheme + "://" : ""),
                        FORMS);
        };
        String rest = text.substring(separator + 3);
        int end = endOfAuthority(rest);
        String authority = rest.substring(0, end);
        String tail = rest.substring(end);
        if (tail.contains("@")) {
            throw found.invalid(
                    "must have no @ after its hosts",
                    "Percent-encode the characters / ? # @ % : of user and password: %2F %3F %23 %40 %25 %3A.");
        }
        checkNoQuery(found, tail);
        int at = authority.lastIndexOf('@');
        if (mode != Mode.STANDALONE && authority.indexOf('@') != at) {
            throw found.invalid(
                    "must have at most one @, before its first host", "Write an @ in a user or a password as %40.");
        }
        String[] user = userAndPassword(found, at < 0 ? "" : authority.substring(0, at));
        List<HostPort> nodes = nodes(found, mode, authority.substring(at + 1));
        List<String> path =
                tail.isEmpty() ? List.of() : List.of(tail.substring(1).split("/", -1));
        if (!path.isEmpty() && path.get(path.size() - 1).isEmpty()) {
            path = path.subList(0, path.size() - 1);
        }
        Optional<String> master = Optional.empty();
        if (mode == Mode.SENTINEL) {
            master = path.stream().findFirst().filter(m -> MASTER.matcher(m).matches());
            if (master.isEmpty()) {
                throw found.invalid("must name the master of its sentinels, in characters of A-Z a-z 0-9 . _ -", FORMS);
            }
            path = path.subList(1, path.size());
        }
        Optional<Integer> database = database(found, path);
        if (mode == Mode.CLUSTER && database.orElse(0) != 0) {
            throw found.invalid("must name no database but 0, for Redis Cluster has no other", FORMS);
        }
        return new RedisUrl(scheme, mode, nodes, master, database, notEmpty(user[0]), notEmpty(user[1]));
    }

    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
    }

    private static void checkNoQuery(ConfiguredValue found, String tail) {
        if (tail.contains("#")) {
            throw found.invalid("must have no fragment (#)", "Write a # in a password as %23.");
        }
        int query = tail.indexOf('?');
        if (query >= 0) {
            String name = tail.substring(query + 1).split("[=&]", 2)[0];
            throw found.invalid(
                    "must have no query parameter" + (PARAMETER.matcher(name).matches() ? ", and has " + name : ""),
                    "Take it out; timeouts, pool size and TLS are settings of their own.");
        }
    }

    private static String[] userAndPassword(ConfiguredValue found, String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new String[] {decode(found, user), decode(found, password)};
    }

    private static List<HostPort> nodes(ConfiguredValue found, Mode mode, String list) {
        Set<HostPort> nodes = new LinkedHashSet<>();
        for (String text : list.split(",", -1)) {
            HostPort node = HostPort.parse(text.strip(), mode == Mode.SENTINEL ? 26379 : 6379);
            if (node == null) {
                throw found.invalid(
                        "must have a host (an address of IPv6 in brackets) and a port from 1 to 65535 or none", FORMS);
            }
            nodes.add(node);
        }
        if (mode == Mode.STANDALONE && nodes.size() > 1) {
            throw found.invalid("must name one host", "Use redis-sentinel:// or redis-cluster:// for several.");
        }
        return List.copyOf(nodes);
    }

    private static Optional<Integer> database(ConfiguredValue found, List<String> path) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        String text = path.get(0);
        if (path.size() > 1 || !DATABASE.matcher(text).matches() || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw found.invalid("must end in a database number from 0 to 2147483647, or in none", FORMS);
        }
        return Optional.of(Integer.parseInt(text));
    }

    private static String decode(ConfiguredValue found, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.write(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw notDecodable(found);
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw notDecodable(found);
        }
    }

    private static InvalidSettingException notDecodable(ConfiguredValue found) {
        return found.invalid(
                "must have a user and a password that are percent-encoded UTF-8", "Write a % in a password as %25.");
    }

    private static Optional<String> notEmpty(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    boolean tls() {
        return scheme.equals("rediss");
    }

    /** Returns the URL with {@code ***} for the password. */
    @Override
    public String toString() {
        String user = username.orElse("") + (password.isPresent() ? ":***" : "");
        return scheme + "://" + (user.isEmpty() ? "" : user + "@")
                + nodes.stream().map(HostPort::toString).collect(Collectors.joining(","))
                + master.map(m -> "/" + m).orElse("")
                + database.map(d -> "/" + d).orElse("");
    }
}
