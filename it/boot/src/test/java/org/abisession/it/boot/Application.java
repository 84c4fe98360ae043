package org.abisession.it.boot;

import java.nio.file.Path;

/** The shop, compiled and packed for a version of Spring Boot. */
enum Application {
    BOOT_3_5("3.5"),
    /** Without the starter: with Spring Session. */
    BOOT_3_5_SPRING_SESSION("3.5-spring-session"),
    BOOT_4_0("4.0"),
    BOOT_4_1("4.1");

    private final String version;

    Application(String version) {
        this.version = version;
    }

    /** The directory of its build. */
    Path target() {
        return Path.of("..", "boot-app-" + version, "target").toAbsolutePath().normalize();
    }

    /** The executable jar that has this server inside. */
    Path jar(String server) {
        return target().resolve("abi-session-it-boot-app-" + version + "-0.1.0-SNAPSHOT-" + server + ".jar");
    }

    /** The executable war, with Tomcat inside: of a project that is none Spring Boot's plugin names it a jar. */
    Path war() {
        return jar("war");
    }

    /** The portal with all logins, as an executable jar that has this server inside. */
    Path portal(String server) {
        return Path.of("..", "boot-logins-" + version, "target")
                .toAbsolutePath()
                .normalize()
                .resolve("abi-session-it-boot-logins-" + version + "-0.1.0-SNAPSHOT-" + server + ".jar");
    }

    @Override
    public String toString() {
        return "Boot " + version;
    }
}
