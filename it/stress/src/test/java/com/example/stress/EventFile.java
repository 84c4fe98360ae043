package com.example.stress;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The session events of one node, one line each, in the order in which they came: {@code milliseconds event
 * mark loader}. What is written is there although the process is killed. Safe for use by several threads.
 */
final class EventFile {
    private static final String ATTRIBUTE = "com.example.stress.events";

    private final OutputStream out;

    private EventFile(Path file) {
        try {
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the file that the context parameter {@code events} names. */
    static synchronized EventFile of(ServletContext context) {
        EventFile file = (EventFile) context.getAttribute(ATTRIBUTE);
        if (file == null) {
            file = new EventFile(Path.of(context.getInitParameter("events")));
            context.setAttribute(ATTRIBUTE, file);
        }
        return file;
    }

    /** Adds an event, and whether this thread has the application's class loader. */
    synchronized void add(String event, Object mark) {
        boolean own = Thread.currentThread().getContextClassLoader() == EventFile.class.getClassLoader();
        String line = System.currentTimeMillis() + " " + event + " " + mark + " " + (own ? "own" : "foreign") + "\n";
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
