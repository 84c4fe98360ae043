package com.example.contract;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * When the application starts, sets its session timeout to the minutes of the context parameter {@code timeout};
 * when it ends, writes what is in the {@link EventLog} into the file of the context parameter {@code last-words}.
 */
public class LifeListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        String minutes = event.getServletContext().getInitParameter("timeout");
        if (minutes != null) {
            event.getServletContext().setSessionTimeout(Integer.parseInt(minutes));
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
