package org.abisession.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Carries what went wrong in reading a Java object, with the class that its envelope names. */
final class JavaReadException extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String className;

    JavaReadException(@Nullable String className, Throwable cause) {
        super(cause);
        this.className = className;
    }

    @Nullable
    String className() {
        return className;
    }
}
