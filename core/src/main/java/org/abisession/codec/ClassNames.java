package org.abisession.codec;

import java.lang.reflect.Proxy;

/** Writes names of classes and attributes as messages show them and as they are stored. */
public final class ClassNames {
    private static final int LONGEST = 300;

    private ClassNames() {}

    /**
     * Returns a name that came from stored bytes, cut to what a class name can look like: nothing forges a log line.
     */
    static String printable(String className) {
        String cut = className.length() > LONGEST ? className.substring(0, LONGEST) + "..." : className;
        StringBuilder out = new StringBuilder(cut.length());
        cut.chars().forEach(c -> out.append(isPartOfName((char) c) ? (char) c : '?'));
        return out.toString();
    }

    /**
     * Returns a name of an attribute, or a path in one, cut and on one line whatever is in it: whoever may write to the
     * store, or has a say in what an attribute is called, forges no line of a log.
     */
    public static String shown(String attribute) {
        String cut = attribute.length() > LONGEST ? attribute.substring(0, LONGEST) + "..." : attribute;
        StringBuilder out = new StringBuilder(cut.length());
        cut.codePoints().forEach(c -> out.appendCodePoint(isShown(c) ? c : '?'));
        return out.toString();
    }

    /** Returns true if a name of an attribute can be stored: half of a surrogate pair has no form in UTF-8. */
    public static boolean isStorable(String attribute) {
        return JsonText.isWellFormed(attribute);
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /**
     * Returns the name to store for people to read: classes made at run time have none that lasts, so an interface's.
     */
    static String stored(Class<?> type) {
        if ((type.isHidden() || Proxy.isProxyClass(type)) && type.getInterfaces().length > 0) {
            return type.getInterfaces()[0].getName();
        }
        return type.getName();
    }

    /**
     * Returns whether a loader may be asked for it: dots and letters, nothing that means something in a path or URL.
     */
    static boolean isClassName(String name) {
        if (name.isEmpty() || name.length() > 2 * LONGEST || name.charAt(0) == '.' || name.endsWith(".")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '[' || c == ';' || !isPartOfName(c) || (c == '.' && name.charAt(i - 1) == '.')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPartOfName(char c) {
        return (Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c))
                || c == '.'
                || c == '-'
                || c == '['
                || c == ';';
    }
}
