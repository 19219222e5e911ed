package io.dengine.engine.stage;

import io.dengine.engine.port.HashView;
import io.dengine.engine.port.PeerMessage;

/** What comes to the verify stage. */
sealed interface VerifyTask {
    /** A check was applied here, and this is the state after it. */
    record Reached(HashView state) implements VerifyTask {}

    /** A member has a state. */
    record Told(int peer, PeerMessage.StateHash state) implements VerifyTask {}

    /** The leader says that this node's state is wrong. */
    record Accused(int peer, PeerMessage.StateDiffers verdict) implements VerifyTask {}
}
