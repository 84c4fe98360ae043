package org.abisession.cli;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with arguments, without what they hold: an id, a URL with its password or the value of a setting
 * stands at the wrong place in them after a slip of the hand.
 */
final class UsageMessage {
    /** Matches the begin of an argument that looks like an option and is too short for an id. */
    private static final Pattern OPTION = Pattern.compile("(--?[a-z][a-z-]{0,12})(?:=.*)?", Pattern.DOTALL);

    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(int.class, Integer.class, long.class, Long.class);

    static final String NO_COMMAND = "Name a command.";

    private UsageMessage() {}

    static String of(ParameterException e) {
        if (NO_COMMAND.equals(e.getMessage())) {
            return NO_COMMAND;
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched.getUnmatched());
        }
        if (e instanceof MissingParameterException missing) {
            return "Missing: "
                    + missing.getMissing().stream().map(UsageMessage::withValue).collect(Collectors.joining(", "));
        }
        if (e instanceof OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + " must be given once.";
        }
        ArgSpec argument = e.getArgSpec();
        return argument == null ? "Wrong usage." : name(argument) + " must be " + rule(argument) + ".";
    }

    private static String unmatched(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        Matcher option = OPTION.matcher(first);
        if (option.matches()) {
            return "Unknown option: " + option.group(1);
        }
        return first.startsWith("-")
                ? "Unknown option. Put an id that begins with - after --, as in: abi-session show -- ID"
                : "Unknown or too many arguments; what they are is not repeated here.";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String withValue(ArgSpec argument) {
        return argument.isOption() ? name(argument) + " " + argument.paramLabel() : argument.paramLabel();
    }

    private static String rule(ArgSpec argument) {
        Class<?> type = argument.type();
        if (argument.isOption() && argument.arity().max() == 0) {
            return "without a value";
        }
        if (WHOLE_NUMBERS.contains(type)) {
            return "a whole number";
        }
        return type == double.class ? "a number" : argument.paramLabel();
    }
}
