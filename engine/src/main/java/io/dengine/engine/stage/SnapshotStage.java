package io.dengine.engine.stage;

import io.dengine.core.Event;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import io.dengine.engine.SnapshotReport;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.TimeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Does everything about snapshots that takes time: writes them, sends them to peers that lag too far, receives those
 * that a leader sends.
 *
 * <pre>
 *   apply --- frozen state --> SnapshotTaking ------> stored --> core: the log may begin later
 *   core ---- send ----------> SnapshotSending -----> peers
 *   peers ------------------> SnapshotReceiving ----> stored --> core: install it
 * </pre>
 *
 * <p>A failed disk costs a snapshot here, never the node: nothing counts before it is stored.
 */
final class SnapshotStage extends NodeStage {
    private final SnapshotStore store;
    private final NodeConfig.SnapshotPolicy policy;
    private final NodeHooks hooks;
    private final TimeSource time;
    private final NodeView view;
    private final Outlet outlet;
    private final SnapshotTaking taking;
    private final SnapshotSending sending;
    private final SnapshotReceiving receiving;
    private final Mailbox<SnapshotTask> tasks = new Mailbox<>(Mailbox.UNBOUNDED);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private @Nullable SnapshotOwner owner;

    /** The snapshots that were found damaged. */
    private final List<SnapshotStore.Stored> damaged = new ArrayList<>();

    /** The last index up to which the log cannot be read completely; 0 if it can. */
    private long damagedIndex;

    SnapshotStage(
            NodePorts ports, NodeHooks hooks, NodeConfig config, SnapshotMeta base, NodeView view, FailStop failStop) {
        super("snapshot", failStop);
        this.store = ports.snapshots();
        this.policy = config.snapshots();
        this.hooks = hooks;
        this.time = ports.time();
        this.view = view;
        this.outlet = new Outlet(ports.transport());
        this.taking = new SnapshotTaking(store, ports.time(), hooks.snapshots(), base);
        this.sending =
                new SnapshotSending(store, ports.time(), outlet, config.transfer(), hooks.snapshots(), this::owner);
        this.receiving = new SnapshotReceiving(store, outlet, hooks.snapshots(), this::tell);
    }

    void connect(SnapshotOwner newOwner) {
        owner = newOwner;
    }

    /** Called by the stages that have something for this one. */
    void hand(SnapshotTask task) {
        if (stopped.get() || !tasks.offer(task)) {
            drop(task);
            return;
        }
        wake();
    }

    private static void drop(SnapshotTask task) {
        if (task instanceof SnapshotTask.Take take) {
            take.view().close();
        }
    }

    private SnapshotOwner owner() {
        SnapshotOwner known = owner;
        if (known == null) {
            throw new IllegalStateException("the snapshot stage is not connected yet");
        }
        return known;
    }

    private void tell(Event event) {
        owner().tell(event);
    }

    @Override
    public int waiting() {
        return tasks.size();
    }

    @Override
    boolean work() {
        boolean worked = takeTasks();
        worked |= take();
        worked |= send();
        worked |= receiving.remind(time.nanoTime(), view.appliedIndex());
        outlet.flush();
        return worked;
    }

    private boolean takeTasks() {
        boolean any = false;
        for (SnapshotTask task = tasks.poll(); task != null; task = tasks.poll()) {
            any = true;
            switch (task) {
                case SnapshotTask.Take take -> taking.begin(take.meta(), take.view());
                case SnapshotTask.Send send -> sending.begin(send.effect());
                case SnapshotTask.Answered answered -> sending.answered(answered.peer(), answered.exchange());
                case SnapshotTask.StopSending stop -> sending.stop();
                case SnapshotTask.LogDamaged log -> damagedIndex = Math.max(damagedIndex, log.lastIndex());
                case SnapshotTask.SnapshotDamaged snapshot -> damaged.add(snapshot.snapshot());
                case SnapshotTask.Said said -> said(said.peer(), said.message());
            }
        }
        return any;
    }

    private void said(int peer, PeerMessage message) {
        switch (message) {
            case PeerMessage.SnapshotBegin begin -> receiving.announced(peer, begin);
            case PeerMessage.SnapshotPiece piece -> receiving.came(peer, piece);
            case PeerMessage.SnapshotProgress progress -> progressed(peer, progress);
            case PeerMessage.Protocol other -> throw unexpected(other);
            case PeerMessage.Forward other -> throw unexpected(other);
            case PeerMessage.ForwardReply other -> throw unexpected(other);
            case PeerMessage.StateHash other -> throw unexpected(other);
            case PeerMessage.StateDiffers other -> throw unexpected(other);
            case PeerMessage.RoomLeft other -> throw unexpected(other);
        }
    }

    private void progressed(int peer, PeerMessage.SnapshotProgress progress) {
        try {
            sending.progressed(peer, progress);
        } catch (IOException e) {
            sending.giveUpAll(String.valueOf(e.getMessage()));
        }
    }

    private static IllegalStateException unexpected(PeerMessage message) {
        return new IllegalStateException("not about snapshots: " + message);
    }

    private boolean take() {
        if (!taking.isUnderWay() || time.nanoTime() < taking.resumeNanos()) {
            return false;
        }
        try {
            SnapshotStore.Stored stored = taking.step();
            if (stored != null) {
                stored(stored);
            }
        } catch (IOException e) {
            taking.end();
            hooks.snapshots()
                    .reported(new SnapshotReport.Failed(SnapshotReport.What.TAKING, 0, String.valueOf(e.getMessage())));
            owner().taken(null, 0);
        }
        return true;
    }

    /**
     * Removes old snapshots. The log keeps the entries after the snapshot before the newest, in case the newest cannot
     * be read one day; and, while the disk has room, those after a snapshot that is being sent: without them its
     * receiver would need another one as soon as it has installed this one, again and again.
     */
    private void stored(SnapshotStore.Stored newest) throws IOException {
        List<SnapshotStore.Stored> all = store.stored();
        for (int i = policy.keptSnapshots(); i < all.size(); i++) {
            if (!sending.needs(all.get(i))) {
                store.remove(all.get(i));
            }
        }
        removeDamaged(newest);
        all = store.stored();
        if (all.isEmpty()) {
            throw new IOException("the snapshot up to entry " + newest.meta().index()
                    + " was stored and cannot be read; the log keeps all entries");
        }
        int oldest = Math.min(policy.keptSnapshots(), all.size()) - 1;
        long firstKept =
                Math.min(all.get(oldest).meta().index() + 1, newest.meta().index() - policy.retainedEntries() + 1);
        if (view.room().isAmple()) {
            firstKept = Math.min(firstKept, sending.firstNeededIndex());
        }
        if (damagedIndex > 0 && newest.meta().index() >= damagedIndex) {
            firstKept = Math.max(firstKept, damagedIndex + 1); // even if less stays than peers may ask for
            damagedIndex = 0;
        }
        owner().taken(newest.meta(), newest.sizeBytes());
        tell(new Event.SnapshotStored(newest.meta(), Math.max(1, firstKept)));
    }

    /** Removes the damaged snapshots. One that ends at the same entry has been replaced already. */
    private void removeDamaged(SnapshotStore.Stored newest) throws IOException {
        for (SnapshotStore.Stored snapshot : damaged) {
            if (snapshot.meta().index() != newest.meta().index()) {
                store.remove(snapshot);
            }
        }
        damaged.clear();
    }

    private boolean send() {
        try {
            return sending.step();
        } catch (IOException e) {
            sending.giveUpAll(String.valueOf(e.getMessage()));
            return true;
        }
    }

    @Override
    boolean giveUp() {
        boolean any = false;
        for (SnapshotTask task = tasks.poll(); task != null; task = tasks.poll()) {
            drop(task);
            any = true;
        }
        taking.end();
        receiving.stop();
        sending.stop();
        return any;
    }

    /** Discards what is in progress. Called once, after the stage was stepped for the last time. */
    void close() {
        stopped.set(true);
        giveUp();
    }

    @Override
    long workDeadlineNanos() {
        return Math.min(taking.resumeNanos(), Math.min(sending.nextDeadlineNanos(), receiving.nextDeadlineNanos()));
    }
}
