package org.abisession.boot;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.abisession.settings.SettingsBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

/**
 * Finds what is the application itself, whatever it was packed as: the classes that switch auto-configuration on, as
 * {@code @SpringBootApplication} does, with all that was packed beside them, and the packages that they have Spring
 * scan. Where everything is packed into one jar together with Spring Boot, only the packages count.
 */
final class OwnApplication {
    /**
     * Profiles of classes that a framework keeps in the session by itself, with a class that shows that it is present.
     */
    private static final Map<String, String> FRAMEWORKS = new TreeMap<>(Map.of(
            "hibernate", "org.hibernate.Hibernate",
            "kotlin", "kotlin.Unit",
            "spring-mvc", "org.springframework.web.servlet.DispatcherServlet",
            "spring-security", "org.springframework.security.core.context.SecurityContext"));

    /** An application of which nothing is known. */
    static final OwnApplication NONE = new OwnApplication();

    private final List<Class<?>> classes = new ArrayList<>();
    private final Set<String> packages = new LinkedHashSet<>();

    private OwnApplication() {}

    OwnApplication(ListableBeanFactory beans) {
        String library = source(SpringApplication.class);
        for (String name :
                BeanFactoryUtils.beanNamesForAnnotationIncludingAncestors(beans, EnableAutoConfiguration.class)) {
            Class<?> type = beans.getType(name, false);
            if (type != null) {
                Class<?> own = ClassUtils.getUserClass(type);
                if (library == null || !library.equals(source(own))) {
                    classes.add(own);
                }
                scanned(own).filter(OwnApplication::isNoLibrarys).forEach(packages::add);
            }
        }
    }

    void addTo(SettingsBuilder settings) {
        List<String> patterns = new ArrayList<>(FRAMEWORKS.keySet());
        patterns.removeIf(profile -> !ClassUtils.isPresent(FRAMEWORKS.get(profile), null));
        packages.forEach(name -> patterns.add(name + (name.indexOf('.') < 0 ? ".*" : ".**")));
        settings.ownClasses(classes).alsoAllowed(patterns);
    }

    private static @Nullable String source(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? null
                : source.getLocation().toString();
    }

    private static Stream<String> scanned(Class<?> type) {
        MergedAnnotations annotations = MergedAnnotations.from(type, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY);
        Stream<String> named = Stream.concat(
                        annotations.stream(ComponentScan.class), annotations.stream(AutoConfigurationPackage.class))
                .flatMap(OwnApplication::named);
        return Stream.concat(Stream.of(type.getPackageName()), named);
    }

    private static Stream<String> named(MergedAnnotation<?> annotation) {
        return Stream.concat(
                Stream.of(annotation.getStringArray("basePackages")),
                Stream.of(annotation.getClassArray("basePackageClasses")).map(Class::getPackageName));
    }

    /**
     * Returns true for a package name that is neither the unnamed package, nor one that has a library's below it, nor a
     * pattern.
     */
    private static boolean isNoLibrarys(String name) {
        return name.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*")
                && Stream.of("org.springframework.", "org.abisession.", "java.", "javax.", "jdk.", "sun.", "com.sun.")
                        .noneMatch(library -> (name + '.').startsWith(library)
                                || (name.indexOf('.') >= 0 && library.startsWith(name + '.')));
    }
}
