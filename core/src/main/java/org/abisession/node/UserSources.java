package org.abisession.node;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.abisession.settings.UserSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who the user of a session is, by the attribute that the setting names, or by what container and framework
 * keep with the session: a principal, Spring Security's context, Shiro's principals. Safe for use by several threads.
 */
final class UserSources {
    private static final Logger LOG = LoggerFactory.getLogger(UserSources.class);
    private static final int LONGEST_NAME = 1024;

    /** Names, for each field, the methods that lead from its value to the user: each is called on what the last one returned. */
    private static final Map<String, List<String>> OF_FRAMEWORKS = ofFrameworks();

    private final Map<String, List<String>> fields;
    private final ConcurrentMap<Class<?>, Map<String, Optional<Method>>> methods = new ConcurrentHashMap<>();

    UserSources(UserSettings settings) {
        fields = settings.attribute()
                .<Map<String, List<String>>>map(name -> Map.of(FieldNames.ofAttribute(name), List.of()))
                .orElse(OF_FRAMEWORKS);
    }

    private static Map<String, List<String>> ofFrameworks() {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put(FieldNames.ofControl("principal"), List.of());
        fields.put(
                FieldNames.ofControl("org.eclipse.jetty.security.UserIdentity"),
                List.of("getUserIdentity", "getUserPrincipal"));
        fields.put(
                FieldNames.ofControl("io.undertow.servlet.handlers.security.CachedAuthenticatedSessionHandler"
                        + ".AuthenticatedSession"),
                List.of("getAccount", "getPrincipal"));
        fields.put("SPRING_SECURITY_CONTEXT", List.of("getAuthentication"));
        fields.put(
                "org.apache.shiro.subject.support.DefaultSubjectContext_PRINCIPALS_SESSION_KEY",
                List.of("getPrimaryPrincipal"));
        return fields;
    }

    /** Returns the fields that may say who the user is. */
    Set<String> fields() {
        return fields.keySet();
    }

    /** Returns the name of the user that a value stands for; empty if it stands for none. */
    Optional<String> name(String field, @Nullable Object value) {
        Object user = value;
        try {
            for (String method : fields.getOrDefault(field, List.of())) {
                user = user == null ? null : call(user, method);
            }
            return Optional.ofNullable(user)
                    .filter(found -> !isAnonymous(found))
                    .map(this::nameOf)
                    .filter(name -> !name.isEmpty())
                    .filter(name -> isIndexed(name));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Who the user is can't be told by {} of {}", field, value == null ? "" : value.getClass(), e);
            return Optional.empty();
        }
    }

    private static boolean isIndexed(String name) {
        if (name.length() > LONGEST_NAME) {
            LOG.debug(
                    "A user's name of {} characters is too long: the sessions of this user can't be listed",
                    name.length());
            return false;
        }
        return true;
    }

    private @Nullable String nameOf(Object user) {
        if (user instanceof Principal principal) {
            return principal.getName();
        }
        return user instanceof CharSequence || user instanceof Number || user instanceof Enum<?> || hasOwnText(user)
                ? user.toString()
                : null;
    }

    /** Returns false for an object whose text is its address, which is another one on each node. */
    private static boolean hasOwnText(Object user) {
        return !user.toString()
                .equals(user.getClass().getName() + '@' + Integer.toHexString(System.identityHashCode(user)));
    }

    /** Spring Security has a principal for those who are not logged in. */
    private static boolean isAnonymous(Object user) {
        return user.getClass().getName().endsWith(".AnonymousAuthenticationToken");
    }

    private @Nullable Object call(Object target, String name) throws ReflectiveOperationException {
        Optional<Method> method = methods.computeIfAbsent(target.getClass(), type -> new ConcurrentHashMap<>())
                .computeIfAbsent(name, asked -> find(target.getClass(), asked));
        return method.isPresent() ? method.get().invoke(target) : null;
    }

    /** Finds a method in a public class or interface, through which it may be called. */
    private static Optional<Method> find(Class<?> type, String name) {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            types.add(c);
            addInterfaces(types, c);
        }
        return types.stream()
                .filter(candidate -> Modifier.isPublic(candidate.getModifiers()))
                .flatMap(candidate -> Stream.of(candidate.getMethods()))
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == 0)
                .filter(Method::trySetAccessible)
                .findFirst();
    }

    private static void addInterfaces(List<Class<?>> types, Class<?> type) {
        for (Class<?> face : type.getInterfaces()) {
            types.add(face);
            addInterfaces(types, face);
        }
    }
}
