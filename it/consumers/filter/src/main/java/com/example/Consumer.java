package com.example;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.abisession.filter.SessionFilterInstaller;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** Two servers whose sessions are kept by a filter alone, one session. */
public final class Consumer {
    /** Starts them, visits both and stops them. */
    public static void main(String[] arguments) throws Exception {
        Tomcat first = start();
        Tomcat second = start();
        try {
            int a = first.getConnector().getLocalPort();
            int b = second.getConnector().getLocalPort();
            Browser.visit(List.of(a, b, a));
            System.out.println("abi-session-filter: one session on two servers that have no adapter");
        } finally {
            for (Tomcat tomcat : List.of(first, second)) {
                tomcat.stop();
                tomcat.destroy();
            }
        }
    }

    private static Tomcat start() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("consumer").toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        Context context = tomcat.addContext("", tomcat.getServer().getCatalinaBase().toString());
        context.addServletContainerInitializer(new SessionFilterInstaller(), Set.of());
        Tomcat.addServlet(context, "visits", new Visits()).addMapping("/");
        tomcat.start();
        return tomcat;
    }
}
