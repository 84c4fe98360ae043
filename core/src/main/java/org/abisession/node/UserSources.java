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
import org.abisession.store.UserName;
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

    /** The methods that lead from the value of each field to the user: each is called on what the last one returned. */
    private static final Map<String, List<String>> OF_FRAMEWORKS = ofFrameworks();

    private final Map<String, List<String>> fields;
    private final ConcurrentMap<Class<?>, Map<String, Optional<Method>>> methods = new ConcurrentHashMap<>();

    /** The classes of users without a name that were logged already. */
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

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

    /** Returns the fields that may name the user. */
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
            return user == null || isAnonymous(user)
                    ? Optional.empty()
                    : Optional.ofNullable(nameOf(user))
                            .filter(name -> !name.isEmpty())
                            .filter(this::isIndexed);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("The user can't be determined from {} of {}", field, value == null ? "" : value.getClass(), e);
            return Optional.empty();
        }
    }

    private boolean isIndexed(String name) {
        if (name.length() > LONGEST_NAME) {
            warnOnce("", "The name of a login has " + name.length() + " characters, more than " + LONGEST_NAME);
            return false;
        }
        return true;
    }

    private @Nullable String nameOf(Object user) throws ReflectiveOperationException {
        String name = user instanceof Principal principal ? principal.getName() : user.toString();
        // The name of a login of Spring Security is the text of its principal, unless that has a name.
        Object principal = user instanceof Principal ? call(user, "getPrincipal") : null;
        for (Object value : principal == null ? List.of(user) : List.of(user, principal)) {
            if (name != null && UserName.isObjectText(name, value)) {
                String type = value.getClass().getName();
                warnOnce(type, "A login has no name: " + type + " has no toString of its own");
                return null;
            }
        }
        return name;
    }

    private void warnOnce(String type, String problem) {
        if (warned.add(type)) {
            LOG.warn("{}. The sessions of such users can't be listed, ended or limited by their user", problem);
        }
    }

    /** Returns true for Spring Security's principal of those who are not logged in. */
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
