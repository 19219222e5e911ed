package io.dengine.engine.stage;

import io.dengine.core.Event;
import io.dengine.engine.SnapshotListener;
import io.dengine.engine.SnapshotReport;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.SnapshotStore;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives the snapshot that a leader sends: one at a time, the newest announcement counts. Owned by the snapshot
 * stage.
 */
final class SnapshotReceiving {
    private final SnapshotStore store;
    private final Outlet outlet;
    private final SnapshotListener listener;
    private final Consumer<Event> core;

    /** The interval at which the sender is notified that the snapshot is being installed, which may take long. */
    private static final long REMIND_NANOS = 1_000_000_000L;

    private int from;
    private PeerMessage.@Nullable SnapshotBegin begin;
    private SnapshotStore.@Nullable Receiving receiving;

    /** The snapshot that has arrived whole and is not installed yet, as far as is known here. */
    private PeerMessage.@Nullable SnapshotBegin arrived;

    private long nextReminderNanos;

    SnapshotReceiving(SnapshotStore store, Outlet outlet, SnapshotListener listener, Consumer<Event> core) {
        this.store = store;
        this.outlet = outlet;
        this.listener = listener;
        this.core = core;
    }

    void announced(int sender, PeerMessage.SnapshotBegin announcement) {
        try {
            begin(sender, announcement);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void begin(int sender, PeerMessage.SnapshotBegin announcement) throws IOException {
        PeerMessage.SnapshotBegin before = begin;
        if (before != null && announcement.term() < before.term()) {
            return; // from a leader that has been replaced
        }
        from = sender;
        begin = announcement;
        arrived = null;
        SnapshotStore.Stored snapshot = announcement.snapshot();
        if (store.stored().contains(snapshot)) {
            stop();
            arrived(announcement, snapshot);
            return;
        }
        SnapshotStore.Receiving open = receiving;
        if (open == null || before == null || !before.snapshot().equals(snapshot)) {
            stop();
            open = store.receive(snapshot);
            receiving = open;
            listener.reported(new SnapshotReport.ReceiveStarted(
                    sender, snapshot.meta().index(), snapshot.sizeBytes(), open.offset()));
        }
        advanced(announcement, open);
    }

    void came(int sender, PeerMessage.SnapshotPiece piece) {
        PeerMessage.SnapshotBegin current = begin;
        SnapshotStore.Receiving open = receiving;
        if (open == null || current == null || sender != from || piece.exchange() != current.exchange()) {
            return;
        }
        try {
            if (piece.offset() == open.offset()) {
                open.add(piece.bytes());
                advanced(current, open);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void advanced(PeerMessage.SnapshotBegin current, SnapshotStore.Receiving open) throws IOException {
        if (open.offset() < current.snapshot().sizeBytes()) {
            outlet.send(from, new PeerMessage.SnapshotProgress(current.exchange(), open.offset()));
            return;
        }
        receiving = null;
        arrived(current, open.finish());
    }

    private void arrived(PeerMessage.SnapshotBegin current, SnapshotStore.Stored stored) {
        arrived = current;
        nextReminderNanos = Long.MIN_VALUE;
        tell(current, stored);
    }

    private void tell(PeerMessage.SnapshotBegin whole, SnapshotStore.Stored stored) {
        outlet.send(from, new PeerMessage.SnapshotProgress(whole.exchange(), stored.sizeBytes()));
        core.accept(new Event.SnapshotReceived(from, whole.exchange(), whole.round(), stored.meta()));
    }

    /**
     * Reports to the sender at intervals that this node is alive and has what it sent, until that is installed; and to
     * the core that the snapshot is there, as the core takes no snapshot while it knows no leader.
     *
     * @param appliedIndex the index that the state machine has applied
     */
    boolean remind(long nowNanos, long appliedIndex) {
        PeerMessage.SnapshotBegin waiting = arrived;
        if (waiting == null || nowNanos < nextReminderNanos) {
            return false;
        }
        SnapshotStore.Stored snapshot = waiting.snapshot();
        if (appliedIndex >= snapshot.meta().index()) {
            arrived = null;
            return false;
        }
        nextReminderNanos = nowNanos + REMIND_NANOS;
        tell(waiting, snapshot);
        return true;
    }

    /** Returns the time at which the next reminder is due. */
    long nextDeadlineNanos() {
        return arrived == null ? Stage.NO_DEADLINE : nextReminderNanos;
    }

    private void fail(IOException why) {
        PeerMessage.SnapshotBegin current = begin;
        stop();
        listener.reported(
                new SnapshotReport.Failed(SnapshotReport.What.RECEIVING, from, String.valueOf(why.getMessage())));
        if (current != null) {
            outlet.send(
                    from, new PeerMessage.SnapshotProgress(current.exchange(), PeerMessage.SnapshotProgress.REFUSED));
        }
    }

    /** Stops for now; what has arrived is kept. */
    void stop() {
        SnapshotStore.Receiving open = receiving;
        receiving = null;
        if (open != null) {
            open.close();
        }
    }
}
