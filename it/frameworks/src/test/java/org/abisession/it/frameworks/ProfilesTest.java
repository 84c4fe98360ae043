package org.abisession.it.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the profiles of {@code allowed-classes} to the frameworks' own jars. */
class ProfilesTest {
    /** Modules of Spring Security that the application here does not use. */
    private static final String ELSEWHERE =
            "org\\.springframework\\.security\\.(cas|ldap|oauth2|saml2)\\..*|jakarta\\.servlet\\..*"
                    + "|org\\.apereo\\.cas\\..*|java\\.(net|security)\\..*"
                    // of the Springs before these
                    + "|org\\.springframework\\.validation\\.beanvalidation\\.SpringValidatorAdapter\\$Violation.*";

    @ParameterizedTest
    @CsvSource({
        "spring-security, spring6 spring7",
        "spring-mvc, spring6 spring7",
        "faces-mojarra, mojarra",
        "faces-myfaces, myfaces",
        "weld, mojarra",
        "wicket, wicket",
        "shiro, shiro",
    })
    void profile_everyClass_isInTheFramework(String profile, String libraries) throws IOException {
        Set<String> classes = new HashSet<>();
        for (String library : libraries.split(" ", -1)) {
            classes.addAll(classes(Path.of("target", "lib", library)));
        }

        assertThat(names(profile)).isNotEmpty().allMatch(name -> classes.contains(name) || name.matches(ELSEWHERE));
    }

    private static List<String> names(String profile) throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream in =
                ProfilesTest.class.getResourceAsStream("/org/abisession/codec/profile-" + profile + ".txt")) {
            String inPackage = "";
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    String[] words = line.strip().split(" +", -1);
                    inPackage = line.startsWith(" ") ? inPackage : words[0];
                    for (int i = line.startsWith(" ") ? 0 : 1; i < words.length; i++) {
                        names.add(inPackage + "." + words[i]);
                    }
                }
            }
        }
        return names;
    }

    private static Set<String> classes(Path library) throws IOException {
        Set<String> classes = new HashSet<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(library, "*.jar")) {
            for (Path path : jars) {
                try (JarFile jar = new JarFile(path.toFile());
                        Stream<String> names = jar.stream().map(Object::toString)) {
                    names.filter(name -> name.endsWith(".class"))
                            .map(name -> name.replace('/', '.').substring(0, name.length() - ".class".length()))
                            .forEach(classes::add);
                }
            }
        }
        return classes;
    }
}
