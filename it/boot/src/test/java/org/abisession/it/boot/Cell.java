package org.abisession.it.boot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A version of Spring Boot on an embedded server. */
record Cell(Application application, String server) {
    /**
     * Those that whole logins are run in: one, or with {@code -Pmatrix} all but those of Boot 4.1, whose modules for
     * CAS, LDAP and SAML do not resolve. {@code -Dcell="3.5 on jetty"} names one.
     */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>(List.of(
                new Cell(Application.BOOT_4_0, "tomcat"),
                new Cell(Application.BOOT_4_0, "jetty"),
                new Cell(Application.BOOT_3_5, "tomcat"),
                new Cell(Application.BOOT_3_5, "jetty")));
        String named = System.getProperty("cell", "");
        cells.removeIf(cell -> !cell.toString().contains(named));
        return named.isEmpty() && !isWhole() ? cells.subList(0, 1) : cells;
    }

    /** Returns the servers that a test of both runs on: Tomcat, or with {@code -Pmatrix} Jetty, too. */
    static List<String> servers() {
        return isWhole() ? List.of("tomcat", "jetty") : List.of("tomcat");
    }

    /** Returns true if the whole matrix is to run. */
    static boolean isWhole() {
        return System.getProperty("boot", "all").equals("all");
    }

    /** The portal, packed for this cell. */
    Path portal() {
        return application.portal(server);
    }

    @Override
    public String toString() {
        return application + " on " + server;
    }
}
