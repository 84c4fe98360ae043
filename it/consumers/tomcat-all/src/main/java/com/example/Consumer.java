package com.example;

import java.nio.file.Files;
import java.util.List;
import org.abisession.tomcat.RedisSessionManager;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** Two Tomcat servers, one session. */
public final class Consumer {
    /** Starts them, visits both and stops them. */
    public static void main(String[] arguments) throws Exception {
        Tomcat first = start();
        Tomcat second = start();
        try {
            int a = first.getConnector().getLocalPort();
            int b = second.getConnector().getLocalPort();
            Browser.visit(List.of(a, b, a));
            System.out.println("abi-session-tomcat-all: one session on two Tomcat servers");
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
        context.setManager(new RedisSessionManager());
        Tomcat.addServlet(context, "visits", new Visits()).addMapping("/");
        tomcat.start();
        return tomcat;
    }
}
