package com.example;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.util.List;

/** Two Undertow servers, one session. The jar installs itself. */
public final class Consumer {
    /** Starts them, visits both and stops them. */
    public static void main(String[] arguments) throws Exception {
        Undertow first = start();
        Undertow second = start();
        try {
            Browser.visit(List.of(port(first), port(second), port(first)));
            System.out.println("abi-session-undertow: one session on two Undertow servers");
        } finally {
            first.stop();
            second.stop();
        }
    }

    private static int port(Undertow server) {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    private static Undertow start() throws ServletException {
        DeploymentManager application = Servlets.newContainer().addDeployment(Servlets.deployment()
                .setClassLoader(Consumer.class.getClassLoader())
                .setDeploymentName("visits")
                .setContextPath("/")
                .addServlet(Servlets.servlet("visits", Visits.class).addMapping("/")));
        application.deploy();
        Undertow server = Undertow.builder()
                .addHttpListener(0, "localhost")
                .setHandler(application.start())
                .build();
        server.start();
        return server;
    }
}
