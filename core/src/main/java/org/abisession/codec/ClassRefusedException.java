package org.abisession.codec;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Says that the filter does not let a class in or out. Kept inside the package: callers get it as a message. */
final class ClassRefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final String SETTING = "abi.session.allowed-classes=";

    private final String className;

    private final String problem;
    private final String action;
    private final boolean forTheSetting;

    ClassRefusedException(String className, String problem, String action) {
        this(className, problem, action, false);
    }

    private ClassRefusedException(String className, String problem, String action, boolean forTheSetting) {
        super(problem + " " + action);
        this.forTheSetting = forTheSetting;
        this.className = className;
        this.problem = problem;
        this.action = action;
    }

    String problem() {
        return problem;
    }

    String action() {
        return action;
    }

    /** Returns the name of the class, without the dimensions of an array. */
    String className() {
        return className;
    }

    /** Returns true if the setting would allow the class. */
    boolean isForTheSetting() {
        return forTheSetting;
    }

    /** Returns the refusal of a class that no rule allows. */
    static ClassRefusedException notAllowed(String className) {
        return notAllowed(className, List.of(className));
    }

    /**
     * Returns the refusal of a class that no rule allows, and names what else the value needs, so that one change of
     * the setting will do.
     *
     * @param all the names of all such classes in the value, that one's included
     */
    static ClassRefusedException notAllowed(String className, Collection<String> all) {
        String shown = ClassNames.printable(className);
        if (KnownGadgets.contains(className)) {
            return new ClassRefusedException(
                    className,
                    shown + " is a class that published attacks on Java deserialization are made of, and is refused"
                            + " wherever it lies.",
                    "Where the application does not store it itself, somebody else has"
                            + " written the value: find out who may write to this Redis, and end the session.");
        }
        String profiles = ClassProfiles.having(className).stream()
                .map(profile -> SETTING + profile)
                .collect(Collectors.joining(" or "));
        return new ClassRefusedException(
                className,
                shown + " is neither a value of the JDK nor a class of the application itself.",
                "If the application stores it on purpose, add it"
                        + (all.size() > 1 ? ", with the others that the value is made of," : "")
                        + " to the setting: "
                        + all.stream().map(ClassNames::printable).collect(Collectors.joining(",", SETTING, ""))
                        + (profiles.isEmpty() ? "" : ", or the profile that has it: " + profiles),
                true);
    }

    /** Returns the refusal of what the filter of the JVM does not let in. */
    static ClassRefusedException byJvm(Class<?> type) {
        return new ClassRefusedException(
                type.getName(),
                "the filter of this JVM refuses it (" + ClassNames.printable(type.getName())
                        + ") and would not let it be read back.",
                "Extend its jdk.serialFilter.");
    }

    /**
     * Returns the refusal of a class that the application's loader does not know under this name, or knows as another
     * class.
     */
    static ClassRefusedException otherLoader(Class<?> type) {
        return new ClassRefusedException(
                type.getName(),
                ClassNames.printable(type.getName())
                        + " comes from a class loader that is not the application's, and could"
                        + " not be read back.",
                "Store a class that is in WEB-INF/classes, WEB-INF/lib or the container.");
    }
}
