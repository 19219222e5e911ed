package io.dengine.simulator.explore;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message in flight.
 *
 * @param number the position in the order of sending, over all links
 * @param sentNanos the sending time by the sender's clock
 * @param message the message; for a snapshot, the offer
 * @param snapshot the state that follows its offer, or null
 * @param fingerprint a hash of everything but the number
 */
record Flight(
        int from,
        int to,
        long number,
        long sentNanos,
        Message message,
        @Nullable SnapshotMeta snapshot,
        long fingerprint) {
    static Flight of(int from, int to, long number, long sentNanos, Message message) {
        return new Flight(from, to, number, sentNanos, message, null, print(from, to, sentNanos, message));
    }

    /** Returns the message with the state that {@code offer} announces. */
    static Flight ofState(int from, int to, long number, long sentNanos, Message.SnapshotOffer offer) {
        return new Flight(from, to, number, sentNanos, offer, offer.meta(), ~print(from, to, sentNanos, offer));
    }

    private static long print(int from, int to, long sentNanos, Message message) {
        return ObjectGraph.mix(ObjectGraph.mix(from * 64L + to, sentNanos), ObjectGraph.fingerprint(message));
    }

    boolean isOn(int sender, int receiver) {
        return from == sender && to == receiver;
    }

    @Override
    public String toString() {
        return from + "->" + to + " " + (snapshot == null ? message : "state of " + message);
    }
}
