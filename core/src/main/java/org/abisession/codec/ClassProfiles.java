package org.abisession.codec;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the named lists of the classes that frameworks and containers keep in a session: files beside this class, each
 * a {@link ClassTable}. They name classes only, no packages, so that what a later version of a framework adds does not
 * come in by itself, and none that could serve an attack.
 */
final class ClassProfiles {
    private static final List<String> NAMES = List.of(
            "faces-mojarra",
            "faces-myfaces",
            "hibernate",
            "jetty",
            "kotlin",
            "pac4j",
            "shiro",
            "spring-mvc",
            "spring-security",
            "tomcat",
            "weld",
            "wicket");

    private static final String JAKARTA = "jakarta.";

    private ClassProfiles() {}

    /** Holds the profiles, which are read when the first setting names a profile, or the first class is refused. */
    private static final class Tables {
        static final Map<String, Set<String>> ALL =
                NAMES.stream().collect(Collectors.toUnmodifiableMap(name -> name, ClassProfiles::read));
    }

    /** Returns the classes of a profile, or null where there is none of that name. */
    static @Nullable Set<String> find(String name) {
        return Tables.ALL.get(name);
    }

    /** Returns the names of the profiles that have this class, sorted. */
    static List<String> having(String className) {
        return NAMES.stream()
                .filter(name -> Tables.ALL.getOrDefault(name, Set.of()).contains(className))
                .toList();
    }

    private static Set<String> read(String name) {
        return ClassTable.read(ClassTable.lines("profile-" + name + ".txt")).stream()
                .flatMap(ClassProfiles::withFormerName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the name and, for a class of Jakarta EE, the one that it has in Java EE 8: {@code javax.faces}. */
    private static Stream<String> withFormerName(String name) {
        return name.startsWith(JAKARTA)
                ? Stream.of(name, "javax." + name.substring(JAKARTA.length()))
                : Stream.of(name);
    }

    /** Returns the names of all profiles, sorted, for messages. */
    static List<String> names() {
        return NAMES;
    }
}
