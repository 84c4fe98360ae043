package org.abisession.settings;

import static org.abisession.settings.Setting.ALLOWED_CLASSES;

import java.util.List;
import java.util.regex.Pattern;
import org.abisession.codec.AttributeCodec;

/** Reads the setting {@code allowed-classes}. */
final class AllowedClasses {
    private static final Pattern PROFILE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final String IDENTIFIER = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*";
    private static final Pattern CLASS_PATTERN = Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + ")*(\\.\\*\\*?)?");

    private AllowedClasses() {}

    /** Returns the entries: classes, patterns and profiles. */
    static List<String> of(Values values) {
        List<String> entries = values.list(ALLOWED_CLASSES, AllowedClasses::isClassPattern);
        for (String entry : entries) {
            AttributeCodec.brokenRule(entry).ifPresent(rule -> {
                throw values.find(ALLOWED_CLASSES).orElseThrow().invalid(rule, AttributeCodec.actionForBrokenRule());
            });
        }
        return entries;
    }

    /**
     * Returns whether this is a class, a package followed by {@code .*} or {@code .**}, or a profile. A lone star would
     * allow any class.
     */
    private static boolean isClassPattern(String text) {
        return PROFILE.matcher(text).matches() || CLASS_PATTERN.matcher(text).matches();
    }
}
