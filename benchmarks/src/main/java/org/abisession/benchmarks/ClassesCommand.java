package org.abisession.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code classes}: the classes that a request passes. */
@Command(
        name = "classes",
        description =
                "Lists the classes of abi-session that a read and a change of a session pass, on Tomcat and Jetty,"
                        + " without and with near cache.",
        mixinStandardHelpOptions = true)
final class ClassesCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RunOptions run;

    private ClassesCommand() {}

    @Override
    public Integer call() throws Exception {
        return run.run(
                "classes",
                ClassesExperiment.steps(ClassesExperiment.CANDIDATES),
                (redis, progress) -> new ClassesExperiment(redis, progress).run(ClassesExperiment.CANDIDATES),
                ClassesReport::new);
    }
}
