package org.abisession.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tells how tests start a JVM: with the first compiler alone, as the second never pays in the life of a test's JVM. */
public final class TestJvm {
    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private TestJvm() {}

    /** Returns a command, to be added to, that starts the JDK of the test with these arguments. */
    public static List<String> command(String... arguments) {
        return command(Path.of(System.getProperty("java.home")), arguments);
    }

    /** Returns the same for another JDK. */
    public static List<String> command(Path jdk, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin").resolve("java").toString());
        command.addAll(FLAGS);
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Returns a command that starts keytool of the JDK of the test with these arguments. */
    public static List<String> keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        FLAGS.forEach(flag -> command.add("-J" + flag));
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
