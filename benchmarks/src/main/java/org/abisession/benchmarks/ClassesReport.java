package org.abisession.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Holds the classes that requests have passed, for people and for programs. */
record ClassesReport(Environment environment, List<ClassesExperiment.Line> lines) implements Report {
    @Override
    public String name() {
        return "classes";
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("# The classes that a request passes\n\n");
        text.append("Listed on ")
                .append(environment.date())
                .append("; ")
                .append(environment.java())
                .append(".\n");
        text.append("""
                A request over HTTP on a node that has served such requests before: of which classes of abi-session it enters a method, in its own thread, from the first valve or handler to what is done when the response has been sent. Outermost classes alone. Values are records and enums.
                Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=classes`

                """);
        Table table = new Table(List.of("", "classes", "values among them"));
        for (ClassesExperiment.Line line : lines) {
            table.row(List.of(
                    line.candidate() + ", " + line.request(),
                    Integer.toString(line.classes().size()),
                    Integer.toString(line.values())));
        }
        text.append(table);
        for (ClassesExperiment.Line line : lines) {
            text.append("\n## ")
                    .append(line.candidate())
                    .append(", ")
                    .append(line.request())
                    .append("\n\n");
            byPackage(line.classes())
                    .forEach((name, classes) -> text.append("- `")
                            .append(name)
                            .append("`: ")
                            .append(String.join(", ", classes))
                            .append('\n'));
        }
        return text.toString();
    }

    private static Map<String, List<String>> byPackage(List<String> classes) {
        return classes.stream()
                .collect(Collectors.groupingBy(
                        name -> name.substring(0, name.lastIndexOf('.')),
                        LinkedHashMap::new,
                        Collectors.mapping(name -> name.substring(name.lastIndexOf('.') + 1), Collectors.toList())));
    }

    @Override
    public Map<String, Object> document() {
        return environment.document(name(), lines);
    }
}
