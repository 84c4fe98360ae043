package org.abisession.it.boot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A version of Spring Boot on an embedded server. */
record Cell(Application application, String server) {
    /** All but those of Boot 4.1: its modules for CAS, LDAP and SAML are not in the central repository. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (Application application : List.of(Application.BOOT_3_5, Application.BOOT_4_0)) {
            cells.add(new Cell(application, "tomcat"));
            cells.add(new Cell(application, "jetty"));
        }
        String one = System.getProperty("cell", "");
        cells.removeIf(cell -> !cell.toString().contains(one));
        return cells;
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
