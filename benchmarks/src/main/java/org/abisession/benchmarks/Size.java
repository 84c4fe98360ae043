package org.abisession.benchmarks;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Describes how large a session is: so many thousand characters in so many attributes of the same length. */
record Size(int kilobytes, int attributes) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})kb/([1-9][0-9]{0,3})");

    /** Returns the name of the size for tables. */
    String title() {
        return kilobytes + " KB in " + attributes + (attributes == 1 ? " attribute" : " attributes");
    }

    /** Returns the characters of one attribute. */
    int attributeLength() {
        return kilobytes * 1000 / attributes;
    }

    /** Returns the path of the request that makes such a session. */
    String createPath() {
        return "/create?attributes=" + attributes + "&bytes=" + kilobytes * 1000;
    }

    /** Reads one on the command line: {@code 4kb/10}. */
    static final class Converter implements ITypeConverter<Size> {
        @Override
        public Size convert(String text) {
            Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw new TypeConversionException(
                        "a size is kilobytes and the number of attributes, as in 4kb/10, was '" + text + "'");
            }
            return new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }
    }
}
