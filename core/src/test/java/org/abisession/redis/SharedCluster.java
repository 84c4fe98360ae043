package org.abisession.redis;

import static org.assertj.core.api.Assumptions.assumeThat;

import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.testing.EmbeddedCluster;
import org.abisession.testing.EmbeddedRedis;

/** One cluster for all tests of this JVM that need it as it is; it ends with the JVM. */
final class SharedCluster {
    private SharedCluster() {}

    static EmbeddedCluster get() {
        assumeBinary();
        return Holder.INSTANCE;
    }

    /** Skips the test on a machine that the jar has no server for. */
    static void assumeBinary() {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("the jar has a redis-server for this machine")
                .isTrue();
    }

    static SettingsBuilder settings(EmbeddedCluster cluster) {
        return settings(cluster.uri());
    }

    static SettingsBuilder settings(String uri) {
        return SessionSettings.builder().adapter("redis-url", uri);
    }

    private static final class Holder {
        static final EmbeddedCluster INSTANCE = EmbeddedCluster.start();
    }
}
