package io.dengine.engine.stage;

import io.dengine.engine.port.HashView;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Scrub;

/** A task of the verify stage. */
sealed interface VerifyTask {
    /** Reports that the log could not be read. */
    record Unreadable(Scrub.Damage damage) implements VerifyTask {}

    /** Reports that a check was applied here, with the state after it. */
    record Reached(HashView state) implements VerifyTask {}

    /** Reports the state of a member. */
    record Told(int peer, PeerMessage.StateHash state) implements VerifyTask {}

    /** Reports that, according to the leader, this node's state is wrong. */
    record Accused(int peer, PeerMessage.StateDiffers verdict) implements VerifyTask {}
}
