package io.dengine.engine.stage;

import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.engine.NodeMetrics;
import io.dengine.engine.NodePorts;
import io.dengine.engine.port.LogStore;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Room;
import io.dengine.engine.port.Scrub;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the log durable. Everything that arrived while the disk was busy is written together.
 *
 * <pre>
 *   tasks, in order --> hard state --> truncate, append, read --> sync --> sends --> "persisted" to the core
 * </pre>
 *
 * <p>Invariants: no entry is written before the term and vote that came with or before it are durable; messages that
 * depend on a persist effect leave only after that effect, and all before it, have reached their level.
 */
final class LogStage extends NodeStage {
    private static final int MAX_GROUP_TASKS = 1_024;
    private static final long MAX_GROUP_BYTES = 8L << 20;
    private static final int MAX_BRIEF_TASKS = 16;
    private static final int MAX_BRIEF_ENTRIES = 512;
    private static final long MAX_BRIEF_BYTES = 128L << 10;

    /** The interval at which the disk is asked for its room, or the bytes written after which it is. */
    private static final long ROOM_NANOS = 1_000_000_000L;

    private static final long ROOM_BYTES = 16L << 20;

    private final LogStore store;
    private final Outlet outlet;
    private final NodeMetrics metrics;
    private final NodePorts ports;
    private final Consumer<Room> rooms;
    private final Mailbox<Effect> tasks = new Mailbox<>(Mailbox.UNBOUNDED);
    /** The number of tasks in the mailbox that may take long. */
    private final AtomicInteger longTasks = new AtomicInteger();

    private final LongSlot persisted = new LongSlot(0);
    private final LongSlot committed = new LongSlot(0);

    private @Nullable LogListener listener;
    private @Nullable SyncStage background;
    private Consumer<Scrub.Damage> unreadable = damage -> {};

    private final List<Effect> group = new ArrayList<>();
    private final List<Event> answers = new ArrayList<>();

    /** Contiguous entries of the current group that are not appended yet. */
    private final ArrayDeque<List<Entry>> run = new ArrayDeque<>();

    /**
     * A task that removes entries, so that it begins a group: a message that acknowledges them must not leave after
     * they are gone, without their ever having been synced.
     */
    private @Nullable Effect heldOver;

    private int runEntries;
    private long runBytes;

    /** Something was written since the last sync. */
    private boolean dirty;

    private long toldCommitted;
    private long bytesSinceRoom;
    private Room room = Room.UNKNOWN;

    /** The time at which to ask for the room; written by the thread that steps the stage. */
    private volatile long nextRoomNanos;

    /**
     * Creates the stage.
     *
     * @param rooms receives the room whenever the disk was asked for it
     */
    LogStage(NodePorts ports, NodeMetrics metrics, Consumer<Room> rooms, FailStop failStop) {
        super("log", failStop);
        this.store = ports.log();
        this.outlet = new Outlet(ports.transport());
        this.metrics = metrics;
        this.ports = ports;
        this.rooms = rooms;
        this.nextRoomNanos = ports.time().nanoTime();
    }

    /**
     * Connects this stage to the others.
     *
     * @param newBackground syncs in the background; null if this stage syncs before it answers
     * @param newUnreadable receives entries that cannot be read
     */
    void connect(LogListener newListener, @Nullable SyncStage newBackground, Consumer<Scrub.Damage> newUnreadable) {
        listener = newListener;
        background = newBackground;
        unreadable = newUnreadable;
    }

    /**
     * Hands over a {@link Effect.Persist}, {@link Effect.Fetch} or {@link Effect.Compact} of the core, or an
     * {@link Effect.Install} whose state is in the state machine already.
     */
    void hand(Effect task) {
        if (!isBrief(task)) {
            longTasks.getAndIncrement();
        }
        tasks.offer(task);
        wake();
    }

    private static boolean isBrief(Effect task) {
        return task instanceof Effect.Persist persist
                && persist.hardState() == null
                && persist.level() == Effect.Level.WRITTEN
                && persist.truncateAfter() == Effect.Persist.KEEP_ALL
                && persist.entries().size() <= MAX_BRIEF_ENTRIES
                && weightOf(persist.entries()) <= MAX_BRIEF_BYTES;
    }

    /** Returns whether the next step is short. While the disk is behind, an append may have to wait for it. */
    @Override
    public boolean isBrief() {
        SyncStage behind = background;
        return behind != null
                && longTasks.get() == 0
                && tasks.size() <= MAX_BRIEF_TASKS
                && !behind.isBehind()
                && ports.time().nanoTime() < nextRoomNanos;
    }

    /** Publishes the commit index; the store receives it with the next write. Called by the core. */
    void committed(long index) {
        committed.publish(index);
    }

    /** Returns the last sequence whose messages have left. */
    LongSlot persisted() {
        return persisted;
    }

    @Override
    public int waiting() {
        return tasks.size();
    }

    @Override
    boolean work() throws IOException {
        lookForRoom();
        gather();
        if (group.isEmpty()) {
            return false;
        }
        saveHardState();
        for (Effect task : group) {
            execute(task);
        }
        appendRun();
        release();
        long commitIndex = committed.get();
        if (commitIndex > toldCommitted) {
            toldCommitted = commitIndex;
            store.noteCommitted(commitIndex);
        }
        group.clear();
        if (background == null) {
            store.prepare();
        }
        return true;
    }

    /**
     * Asks the store for its room if that is due: the room decides what is accepted, so it must not be old; and asking
     * must not cost much.
     */
    private void lookForRoom() {
        long nowNanos = ports.time().nanoTime();
        if (nowNanos < nextRoomNanos && bytesSinceRoom < ROOM_BYTES) {
            return;
        }
        bytesSinceRoom = 0;
        Room.Level before = room.level();
        try {
            room = store.room();
        } catch (IOException e) {
            // The next write will find what is wrong.
        }
        nextRoomNanos = room.freeBytes() < 0 ? NO_DEADLINE : nowNanos + ROOM_NANOS;
        rooms.accept(room);
        LogListener present = listener;
        if (room.level() != before && present != null) {
            present.logAdvanced();
        }
    }

    private void gather() {
        long bytes = 0;
        while (group.size() < MAX_GROUP_TASKS && bytes < MAX_GROUP_BYTES) {
            Effect task = nextTask();
            if (task == null) {
                return;
            }
            if (takesBack(task) && !group.isEmpty()) {
                heldOver = task;
                return;
            }
            group.add(task);
            if (!isBrief(task)) {
                longTasks.getAndDecrement();
            }
            if (task instanceof Effect.Persist persist) {
                bytes += weightOf(persist.entries());
            }
        }
    }

    private @Nullable Effect nextTask() {
        Effect task = heldOver;
        if (task == null) {
            return tasks.poll();
        }
        heldOver = null;
        return task;
    }

    private static boolean takesBack(Effect task) {
        return task instanceof Effect.Persist persist && persist.truncateAfter() != Effect.Persist.KEEP_ALL
                || task instanceof Effect.Install;
    }

    private static long weightOf(List<Entry> entries) {
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i).weightBytes();
        }
        return bytes;
    }

    /**
     * Saves the newest hard state only: it includes what the ones before it promised, and nothing of this group has
     * left yet.
     */
    private void saveHardState() throws IOException {
        HardState newest = null;
        for (Effect task : group) {
            if (task instanceof Effect.Persist persist && persist.hardState() != null) {
                newest = persist.hardState();
            }
        }
        if (newest != null) {
            store.saveHardState(newest);
        }
    }

    private void execute(Effect task) throws IOException {
        switch (task) {
            case Effect.Persist persist -> write(persist);
            case Effect.Fetch fetch -> read(fetch);
            case Effect.Compact compact -> {
                appendRun();
                store.compact(compact.base());
            }
            case Effect.Install install -> {
                appendRun();
                store.resetTo(install.meta());
                dirty = false;
                answers.add(new Event.Installed(install.meta()));
            }
            default -> throw new IllegalStateException("not a task of the log: " + task);
        }
    }

    private void write(Effect.Persist persist) throws IOException {
        if (persist.truncateAfter() != Effect.Persist.KEEP_ALL) {
            appendRun();
            store.truncateAfter(persist.truncateAfter());
            changed(1);
        }
        if (!persist.entries().isEmpty()) {
            run.addLast(persist.entries());
            runEntries += persist.entries().size();
            runBytes += weightOf(persist.entries());
        }
    }

    private void appendRun() throws IOException {
        if (runEntries == 0) {
            return;
        }
        List<Entry> entries = run.getFirst();
        if (run.size() > 1) {
            entries = new ArrayList<>(runEntries);
            for (List<Entry> part : run) {
                entries.addAll(part);
            }
        }
        long startNanos = ports.time().nanoTime();
        store.append(entries);
        metrics.entriesAppended(runEntries, runBytes, ports.time().nanoTime() - startNanos);
        bytesSinceRoom += runBytes;
        changed(runEntries);
        run.clear();
        runEntries = 0;
        runBytes = 0;
    }

    private void changed(int entries) throws IOException {
        dirty = true;
        if (background != null) {
            background.appended(entries);
            if (background.isTooFarBehind()) {
                syncIfDirty();
            }
        }
    }

    private void read(Effect.Fetch fetch) throws IOException {
        List<Entry> entries;
        try {
            entries = store.read(fetch.firstIndex(), fetch.lastIndex(), fetch.maxBytes());
        } catch (IOException e) {
            // The core asks only for entries that it has, and tasks are executed in order: the first is damaged.
            entries = List.of();
            unreadable.accept(store.leaveDamaged(fetch.firstIndex(), fetch.lastIndex(), e));
        }
        answers.add(new Event.Fetched(fetch.peer(), fetch.exchange(), entries));
    }

    /** Releases what waits for each level, as soon as that is reached. */
    private void release() throws IOException {
        long sequence = 0;
        boolean synced = false;
        for (Effect task : group) {
            if (task instanceof Effect.Persist persist) {
                if (persist.level() == Effect.Level.SYNCED && !synced) {
                    outlet.flush();
                    syncIfDirty();
                    synced = true;
                }
                for (Effect.Send send : persist.after()) {
                    outlet.send(send.to(), new PeerMessage.Protocol(send.message()));
                }
                sequence = persist.sequence();
            }
        }
        outlet.flush();
        tellListener(sequence);
    }

    private void syncIfDirty() throws IOException {
        if (dirty) {
            long startNanos = ports.time().nanoTime();
            store.sync();
            metrics.logSynced(ports.time().nanoTime() - startNanos);
            dirty = false;
        }
    }

    private void tellListener(long sequence) {
        LogListener present = listener;
        if (present == null) {
            throw new IllegalStateException("the log stage runs before it is connected");
        }
        if (sequence > 0) {
            persisted.publish(sequence);
        }
        for (Event answer : answers) {
            present.tell(answer);
        }
        answers.clear();
        present.logAdvanced();
    }

    @Override
    boolean giveUp() {
        return false;
    }

    @Override
    long workDeadlineNanos() {
        return nextRoomNanos;
    }
}
