package org.abisession.tomcat;

import java.util.Map;

/** Makes managers with settings, for tests that go on to use their type. */
final class Managers {
    private Managers() {}

    static RedisSessionManager of(Map<String, String> settings) {
        RedisSessionManager manager = new RedisSessionManager();
        settings.forEach(manager::setProperty);
        return manager;
    }
}
