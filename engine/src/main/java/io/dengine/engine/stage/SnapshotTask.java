package io.dengine.engine.stage;

import io.dengine.core.Effect;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateView;

/** What the snapshot stage is asked to do. */
sealed interface SnapshotTask {
    /** Store this state. */
    record Take(SnapshotMeta meta, StateView view) implements SnapshotTask {}

    /** The core wants a peer to have a snapshot. */
    record Send(Effect.SendSnapshot effect) implements SnapshotTask {}

    /** The peer has answered for this attempt, one way or another. */
    record Answered(int peer, long session) implements SnapshotTask {}

    /** This node leads no more. */
    record StopSending() implements SnapshotTask {}

    /** The log is damaged somewhere up to {@code lastIndex}: it should begin after that once a snapshot includes it. */
    record LogDamaged(long lastIndex) implements SnapshotTask {}

    /** It is not what was written: it may go once another one is stored. */
    record SnapshotDamaged(SnapshotStore.Stored snapshot) implements SnapshotTask {}

    /** A peer says something about a snapshot. */
    record Said(int peer, PeerMessage message) implements SnapshotTask {}
}
