package com.example.contract;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.SessionTrackingMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.function.Consumer;

/**
 * Does, when the application starts, what its context parameters say: {@code timeout} is its session timeout in
 * minutes, {@code cookie} the name of its session cookie, {@code tracking} its only tracking mode, and {@code listener}
 * the simple name of a listener to add. When it ends, writes what is in the {@link EventLog} into the file of the
 * context parameter {@code last-words}.
 */
public class LifeListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        given(context, "timeout", minutes -> context.setSessionTimeout(Integer.parseInt(minutes)));
        given(context, "cookie", name -> context.getSessionCookieConfig().setName(name));
        given(
                context,
                "tracking",
                mode -> context.setSessionTrackingModes(EnumSet.of(SessionTrackingMode.valueOf(mode))));
        given(context, "listener", name -> context.addListener("com.example.contract." + name));
    }

    private static void given(ServletContext context, String parameter, Consumer<String> use) {
        String value = context.getInitParameter(parameter);
        if (value != null) {
            use.accept(value);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        String file = context.getInitParameter("last-words");
        if (file != null) {
            try {
                Files.writeString(
                        Path.of(file), "events=" + EventLog.of(context).take() + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
