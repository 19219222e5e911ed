package io.dengine.engine.stage;

import io.dengine.engine.port.PeerMessage;

/** A message from a connection, or an event of it. In one queue, because their order matters. */
sealed interface PeerArrival {
    int peer();

    record Said(int peer, PeerMessage message) implements PeerArrival {}

    record Connected(int peer) implements PeerArrival {}

    record Disconnected(int peer) implements PeerArrival {}
}
