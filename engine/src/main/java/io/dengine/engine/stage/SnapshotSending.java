package io.dengine.engine.stage;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.SnapshotListener;
import io.dengine.engine.SnapshotReport;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.TimeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends snapshots to peers, never more than a window ahead of what each has stored. What is lost on the way is sent
 * again from the offset that the peer has stored. Owned by the snapshot stage.
 */
final class SnapshotSending {
    private static final int PIECES_A_STEP = 8;

    private final SnapshotStore store;
    private final TimeSource time;
    private final Outlet outlet;
    private final NodeConfig.TransferPolicy policy;
    private final SnapshotListener listener;
    private final Supplier<SnapshotOwner> owner;

    /** The snapshot that was checked after a peer had refused it, and found intact: the fault is the peer's. */
    private SnapshotStore.@Nullable Stored checked;

    private final List<Outgoing> all = new ArrayList<>();

    SnapshotSending(
            SnapshotStore store,
            TimeSource time,
            Outlet outlet,
            NodeConfig.TransferPolicy policy,
            SnapshotListener listener,
            Supplier<SnapshotOwner> owner) {
        this.store = store;
        this.time = time;
        this.outlet = outlet;
        this.policy = policy;
        this.listener = listener;
        this.owner = owner;
    }

    /** One snapshot that is being sent to one peer. */
    private static final class Outgoing {
        final Effect.SendSnapshot effect;
        final SnapshotStore.Stored snapshot;
        final long startNanos;

        /** The offset up to which the peer has stored it; below zero before its first answer. */
        long storedOffset = -1;

        long sentOffset;

        /** The time at which the peer was last seen to advance. */
        long progressNanos;

        /** The time at which to send again what was not answered. */
        long repeatNanos;

        /** The peer has refused it: the core is notified only then, so that the next attempt comes no sooner. */
        long failNanos = Stage.NO_DEADLINE;

        Outgoing(Effect.SendSnapshot effect, SnapshotStore.Stored snapshot, long nowNanos) {
            this.effect = effect;
            this.snapshot = snapshot;
            this.startNanos = nowNanos;
            this.progressNanos = nowNanos;
        }

        boolean isStored() {
            return storedOffset == snapshot.sizeBytes();
        }
    }

    /** Returns whether a snapshot is being sent to a peer, and must stay. */
    boolean needs(SnapshotStore.Stored snapshot) {
        for (Outgoing one : all) {
            if (one.snapshot.equals(snapshot)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the first entry after the oldest snapshot that is being sent, or {@link Long#MAX_VALUE} if none is. */
    long firstNeededIndex() {
        long first = Long.MAX_VALUE;
        for (Outgoing one : all) {
            first = Math.min(first, one.snapshot.meta().index() + 1);
        }
        return first;
    }

    void begin(Effect.SendSnapshot effect) {
        all.removeIf(one -> one.effect.peer() == effect.peer());
        List<SnapshotStore.Stored> stored = store.stored();
        if (stored.isEmpty()) {
            listener.reported(
                    new SnapshotReport.Failed(SnapshotReport.What.SENDING, effect.peer(), "there is no snapshot yet"));
            owner.get().tell(new Event.SnapshotSendFailed(effect.peer(), effect.exchange()));
            return;
        }
        Outgoing one = new Outgoing(effect, stored.get(0), time.nanoTime());
        all.add(one);
        listener.reported(new SnapshotReport.SendStarted(
                effect.peer(), one.snapshot.meta().index(), one.snapshot.sizeBytes()));
        announce(one);
    }

    private void announce(Outgoing one) {
        one.repeatNanos = time.nanoTime() + policy.repeatNanos();
        Effect.SendSnapshot effect = one.effect;
        outlet.send(
                effect.peer(),
                new PeerMessage.SnapshotBegin(effect.term(), effect.exchange(), effect.round(), one.snapshot));
    }

    /** Ends the attempt, whatever its outcome. An answer to an earlier attempt says nothing about this one. */
    void answered(int peer, long exchange) {
        all.removeIf(one -> one.effect.peer() == peer && one.effect.exchange() == exchange);
    }

    /** Stops sending: this node leads no more, so the outcomes are not needed. */
    void stop() {
        all.clear();
    }

    void giveUpAll(String why) {
        List.copyOf(all).forEach(one -> giveUp(one, why));
    }

    void progressed(int peer, PeerMessage.SnapshotProgress progress) throws IOException {
        Outgoing one = find(peer, progress.exchange());
        if (one == null || progress.offset() > one.snapshot.sizeBytes()) {
            return;
        }
        long nowNanos = time.nanoTime();
        if (progress.offset() == PeerMessage.SnapshotProgress.REFUSED) {
            one.failNanos = nowNanos + policy.repeatNanos();
            check(one);
            return;
        }
        if (one.isStored() && progress.offset() == one.storedOffset) {
            one.progressNanos = nowNanos; // it is installing, which may take long: no reason to send it again
            return;
        }
        if (progress.offset() <= one.storedOffset) {
            return; // an old answer, or one about a gap: the repetition fills it
        }
        one.sentOffset = Math.max(one.sentOffset, progress.offset());
        one.storedOffset = progress.offset();
        one.progressNanos = nowNanos;
        one.repeatNanos = nowNanos + policy.repeatNanos();
        if (one.isStored()) {
            listener.reported(new SnapshotReport.SendEnded(
                    peer, one.snapshot.meta().index(), one.snapshot.sizeBytes(), nowNanos - one.startNanos));
        }
    }

    /**
     * Checks a snapshot that a peer refused: the peer may have found damage on this node's disk; then another snapshot
     * must replace it.
     */
    private void check(Outgoing refused) throws IOException {
        if (refused.snapshot.equals(checked)) {
            return;
        }
        if (store.isIntact(refused.snapshot)) {
            checked = refused.snapshot;
            return;
        }
        listener.reported(new SnapshotReport.Failed(
                SnapshotReport.What.SENDING,
                refused.effect.peer(),
                "the snapshot up to entry " + refused.snapshot.meta().index()
                        + " is damaged on the disk of this node, which takes another one"));
        owner.get().wanted();
    }

    private @Nullable Outgoing find(int peer, long exchange) {
        for (Outgoing one : all) {
            if (one.effect.peer() == peer && one.effect.exchange() == exchange) {
                return one;
            }
        }
        return null;
    }

    /** Sends what the windows allow, repeats what seems lost, and abandons attempts without progress. */
    boolean step() throws IOException {
        boolean worked = false;
        long nowNanos = time.nanoTime();
        for (Outgoing one : List.copyOf(all)) {
            if (nowNanos >= one.failNanos || nowNanos - one.progressNanos > policy.patienceNanos()) {
                giveUp(one, one.failNanos == Stage.NO_DEADLINE ? "the node does not answer" : "the node rejected it");
                worked = true;
            } else if (one.failNanos == Stage.NO_DEADLINE && !one.isStored()) {
                worked |= repeat(one, nowNanos) | send(one);
            }
        }
        return worked;
    }

    private boolean repeat(Outgoing one, long nowNanos) {
        if (nowNanos < one.repeatNanos) {
            return false;
        }
        one.repeatNanos = nowNanos + policy.repeatNanos();
        one.sentOffset = Math.max(0, one.storedOffset);
        if (one.storedOffset < 0) {
            announce(one);
        }
        return true;
    }

    private boolean send(Outgoing one) throws IOException {
        if (one.storedOffset < 0) {
            return false;
        }
        long end = Math.min(one.snapshot.sizeBytes(), one.storedOffset + policy.windowBytes());
        int pieces = 0;
        while (one.sentOffset < end && pieces < PIECES_A_STEP) {
            int bytes = (int) Math.min(policy.pieceBytes(), end - one.sentOffset);
            Bytes piece = store.piece(one.snapshot, one.sentOffset, bytes);
            if (piece.isEmpty()) {
                giveUp(one, "the snapshot was removed");
                return true;
            }
            outlet.send(one.effect.peer(), new PeerMessage.SnapshotPiece(one.effect.exchange(), one.sentOffset, piece));
            one.sentOffset += piece.length();
            pieces++;
        }
        return pieces > 0;
    }

    private void giveUp(Outgoing one, String why) {
        all.remove(one);
        listener.reported(new SnapshotReport.Failed(SnapshotReport.What.SENDING, one.effect.peer(), why));
        owner.get().tell(new Event.SnapshotSendFailed(one.effect.peer(), one.effect.exchange()));
    }

    long nextDeadlineNanos() {
        long next = Stage.NO_DEADLINE;
        for (Outgoing one : all) {
            next = Math.min(next, one.failNanos);
            next = Math.min(next, one.progressNanos + policy.patienceNanos() + 1);
            if (!one.isStored() && one.failNanos == Stage.NO_DEADLINE) {
                next = Math.min(next, one.repeatNanos);
            }
        }
        return next;
    }
}
