package org.abisession.it.frameworks;

import java.util.LinkedHashMap;
import java.util.Map;

/** A form, as the user has filled it in until now. */
record Form(String action, Map<String, String> fields) {
    /** The same form with another value in a field, or with the button of this name. */
    Form with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(fields);
        changed.put(name, value);
        return new Form(action, changed);
    }

    /** The same form with a field taken out. */
    Form without(String name) {
        Map<String, String> changed = new LinkedHashMap<>(fields);
        changed.remove(name);
        return new Form(action, changed);
    }
}
