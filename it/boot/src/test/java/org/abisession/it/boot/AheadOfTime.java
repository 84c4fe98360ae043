package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Processes an application ahead of time, as the goal {@code process-aot} of Spring Boot's plugin does. */
final class AheadOfTime {
    private AheadOfTime() {}

    /** Returns the directory of the generated classes, which comes first on the class path of the application. */
    static Path process(String main, String classPath, Path target) throws IOException {
        Path sources = target.resolve("sources");
        Path classes = target.resolve("classes");
        Extracted.run(
                "-cp",
                classPath,
                "org.springframework.boot.SpringApplicationAotProcessor",
                main,
                sources.toString(),
                classes.toString(),
                classes.toString(),
                "com.example",
                "shop");
        List<String> arguments;
        try (Stream<Path> files = Files.walk(sources)) {
            arguments = files.map(Path::toString)
                    .filter(file -> file.endsWith(".java"))
                    .collect(Collectors.toList());
        }
        arguments.addAll(
                0,
                List.of(
                        "-nowarn",
                        "-proc:none",
                        "-cp",
                        classPath + File.pathSeparator + classes,
                        "-d",
                        classes.toString()));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return classes;
    }
}
