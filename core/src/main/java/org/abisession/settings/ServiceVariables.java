package org.abisession.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognizes the environment variables that Kubernetes sets in each container for the Services of its namespace. Those
 * of a Service named {@code abi-session-redis} begin like settings, and are none.
 */
public final class ServiceVariables {
    private static final Pattern NAME =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final String PORT = "_PORT";

    private ServiceVariables() {}

    /** Returns true for a variable of a Service: {@code REDIS_SERVICE_HOST}, {@code REDIS_PORT=tcp://10.0.0.1:6379}. */
    public static boolean isOne(String name, String value) {
        return NAME.matcher(name).matches()
                || (name.endsWith(PORT) && ADDRESS.matcher(value.strip()).matches());
    }

    /** Returns the note in the start-up line on one that has the name of a setting. */
    static String note(String name) {
        String service = name.substring(0, name.length() - PORT.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        return name + " of the environment ignored (tcp://... is what Kubernetes sets for a Service named " + service
                + ")";
    }
}
