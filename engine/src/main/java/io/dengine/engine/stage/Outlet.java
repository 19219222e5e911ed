package io.dengine.engine.stage;

import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;

/** The connection of one stage to the peers: what it sends in one step leaves together. Owned by that stage. */
final class Outlet {
    private final Transport transport;
    private boolean used;

    Outlet(Transport transport) {
        this.transport = transport;
    }

    void send(int to, PeerMessage message) {
        transport.send(to, message);
        used = true;
    }

    /** Sends queued messages. Called at the end of a step, and before anything in it that takes long. */
    void flush() {
        if (used) {
            used = false;
            transport.flush();
        }
    }
}
