package io.dengine.engine.stage;

import io.dengine.core.Effect;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateView;

/** A task of the snapshot stage. */
sealed interface SnapshotTask {
    /** Stores this state. */
    record Take(SnapshotMeta meta, StateView view) implements SnapshotTask {}

    /** Sends a snapshot to a peer, as the core requested. */
    record Send(Effect.SendSnapshot effect) implements SnapshotTask {}

    /** Ends this attempt: the peer has answered it, with whatever outcome. */
    record Answered(int peer, long exchange) implements SnapshotTask {}

    /** Stops sending: this node leads no more. */
    record StopSending() implements SnapshotTask {}

    /**
     * Notes that the log is damaged somewhere up to {@code lastIndex}: it should begin after that once a snapshot
     * includes it.
     */
    record LogDamaged(long lastIndex) implements SnapshotTask {}

    /** Notes that a snapshot is not what was written: it may be removed once another one is stored. */
    record SnapshotDamaged(SnapshotStore.Stored snapshot) implements SnapshotTask {}

    /** Handles a message of a peer about a snapshot. */
    record Said(int peer, PeerMessage message) implements SnapshotTask {}
}
