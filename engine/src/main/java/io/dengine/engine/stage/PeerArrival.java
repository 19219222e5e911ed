package io.dengine.engine.stage;

import io.dengine.engine.port.PeerMessage;

/** Something that came from, or happened to, a connection. In one queue, because their order matters. */
sealed interface PeerArrival {
    int peer();

    record Said(int peer, PeerMessage message) implements PeerArrival {}

    record Connected(int peer) implements PeerArrival {}

    record Disconnected(int peer) implements PeerArrival {}
}
