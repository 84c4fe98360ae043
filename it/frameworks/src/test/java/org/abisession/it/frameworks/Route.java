package org.abisession.it.frameworks;

import java.util.concurrent.atomic.AtomicInteger;

/** A load balancer without stickiness: each request goes to the next node. */
final class Route {
    private final int[] ports;
    private final AtomicInteger requests = new AtomicInteger();

    Route(int... ports) {
        this.ports = ports;
    }

    int nextPort() {
        return ports[Math.floorMod(requests.getAndIncrement(), ports.length)];
    }
}
