package io.dengine.server.api;

import io.dengine.bytes.Bytes;
import io.dengine.call.WatchRoom;
import io.dengine.core.CoreStatus;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Backup;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchTarget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store in memory that answers at once, or as it is told to. */
public final class FakeFacade implements KvFacade {
    /** The history of this store. */
    public static final long INCARNATION = 0xABCL;

    private @Nullable AdminRequest lastRequest;
    private final TreeMap<Bytes, KeyValue> rows = new TreeMap<>();
    private final List<FakeWatch> watches = new ArrayList<>();
    private @Nullable WatchHub hub;
    private long revision;
    private int writes;
    private @Nullable RuntimeException failure;
    private boolean silent;
    private @Nullable Backup backup;
    private @Nullable NodeState deposed;
    private final List<Consumer<Configuration>> memberListeners = new ArrayList<>();
    private Configuration members = new Configuration(
            0,
            List.of(
                    new Member(1, "127.0.0.1:9081", 0, Member.Role.VOTER),
                    new Member(2, "127.0.0.1:9082", 0, Member.Role.VOTER)));
    private @Nullable ScanSpec lastScan;
    private NodeState state = new NodeState(1, new CoreStatus(CoreStatus.RoleName.LEADER, 3, 1, true), 10, 10, 5);

    /** Lets every later request fail. */
    public synchronized void failWith(@Nullable RuntimeException newFailure) {
        failure = newFailure;
    }

    /** Lets every later write fail after node 2 has taken over. */
    public synchronized void deposeOnWrite(RuntimeException newFailure) {
        failure = newFailure;
        deposed = new NodeState(1, new CoreStatus(CoreStatus.RoleName.FOLLOWER, 4, 2, false), 10, 10, 5);
    }

    /** Lets later requests wait for ever. */
    public synchronized void answerNothing() {
        silent = true;
    }

    public synchronized void tell(NodeState newState) {
        state = newState;
    }

    /** The range that was asked for last. */
    public synchronized ScanSpec lastScan() {
        return Objects.requireNonNull(lastScan, "nothing was scanned");
    }

    /** How often the store was asked to change. */
    public synchronized int writes() {
        return writes;
    }

    public synchronized int openWatches() {
        return watches.size();
    }

    private <T> CompletableFuture<T> answer(T value) {
        if (silent) {
            return new CompletableFuture<>();
        }
        return failure == null ? CompletableFuture.completedFuture(value) : CompletableFuture.failedFuture(failure);
    }

    @Override
    public synchronized CompletableFuture<WriteOutcome> put(Bytes key, Bytes value, long ttlMillis) {
        writes++;
        if (deposed != null) {
            state = deposed;
        }
        if (failure != null || silent) {
            return answer(new WriteOutcome(false, 0));
        }
        KeyValue old = rows.get(key);
        revision++;
        rows.put(
                key,
                new KeyValue(
                        key,
                        value,
                        old == null ? revision : old.createRevision(),
                        revision,
                        old == null ? 1 : old.version() + 1));
        tellWatches(new WatchItem(WatchItem.Type.PUT, key, value, old == null ? null : old.value(), revision));
        return answer(new WriteOutcome(true, revision));
    }

    @Override
    public synchronized CompletableFuture<WriteOutcome> delete(Bytes key) {
        writes++;
        boolean present = failure == null && rows.remove(key) != null;
        if (present) {
            revision++;
            tellWatches(new WatchItem(WatchItem.Type.DELETE, key, Bytes.EMPTY, null, revision));
        }
        return answer(new WriteOutcome(present, revision));
    }

    @Override
    public synchronized CompletableFuture<WriteOutcome> compareAndSwap(
            Bytes key, @Nullable Bytes expected, Bytes value) {
        KeyValue old = rows.get(key);
        boolean equal =
                expected == null ? old == null : old != null && old.value().equals(expected);
        return equal ? put(key, value, NO_TTL) : answer(new WriteOutcome(false, revision));
    }

    @Override
    public synchronized CompletableFuture<ReadOutcome> get(List<Bytes> keys, ReadPolicy policy) {
        List<KeyValue> found = new ArrayList<>();
        for (Bytes key : keys) {
            KeyValue row = rows.get(key);
            if (row != null) {
                found.add(row);
            }
        }
        return answer(new ReadOutcome(found, revision, false));
    }

    @Override
    public synchronized CompletableFuture<ReadOutcome> scan(ScanSpec spec, ReadPolicy policy) {
        lastScan = spec;
        Bytes prefix = spec.prefix();
        Bytes after = spec.after();
        int limit = spec.limit();
        List<KeyValue> found = new ArrayList<>();
        for (KeyValue row : rows.tailMap(prefix).values()) {
            if (!row.key().startsWith(prefix) || found.size() > limit) {
                break;
            }
            if (after != null && row.key().compareTo(after) <= 0) {
                continue;
            }
            found.add(row);
        }
        boolean more = found.size() > limit;
        return answer(new ReadOutcome(more ? found.subList(0, limit) : found, revision, more));
    }

    @Override
    public synchronized WatchStream watch(WatchSpec spec, Runnable wakeup, WatchRoom room) {
        if (failure != null) {
            throw failure;
        }
        WatchHub followed = hub;
        if (followed != null) {
            WatchTarget target = new WatchTarget.Key(spec.key());
            return new HubWatch(
                    followed.subscribe(target, WatchHub.ANY_INCARNATION, spec.fromRevision(), wakeup, room), false);
        }
        FakeWatch watch = new FakeWatch(spec, wakeup);
        watches.add(watch);
        return watch;
    }

    private void tellWatches(WatchItem item) {
        for (FakeWatch watch : List.copyOf(watches)) {
            watch.add(item);
        }
    }

    /** Lets watches from now on see what this hub has, from revisions of their choice. */
    public synchronized void follow(WatchHub newHub) {
        hub = newHub;
    }

    /** What the newest open watch wants to see. */
    public synchronized WatchSpec lastWatch() {
        return watches.getLast().spec;
    }

    /** Sends an item that no change caused to every watch. */
    public synchronized void publish(WatchItem item) {
        tellWatches(item);
    }

    private final class FakeWatch implements WatchStream {
        private final WatchSpec spec;
        private final long from;
        private final Runnable wakeup;
        private final Queue<WatchItem> items = new ArrayDeque<>();

        FakeWatch(WatchSpec spec, Runnable wakeup) {
            this.spec = spec;
            this.from = spec.fromRevision() == WatchSpec.FROM_NOW ? revision + 1 : spec.fromRevision();
            this.wakeup = wakeup;
        }

        void add(WatchItem item) {
            boolean change = item.type() == WatchItem.Type.PUT || item.type() == WatchItem.Type.DELETE;
            if (!change
                    || (spec.prefix()
                            ? item.key().startsWith(spec.key())
                            : item.key().equals(spec.key()))) {
                items.add(
                        spec.previousValues() || !change
                                ? item
                                : new WatchItem(
                                        item.type(),
                                        item.key(),
                                        item.value(),
                                        null,
                                        item.revision(),
                                        item.completes()));
                wakeup.run();
            }
        }

        @Override
        public long fromRevision() {
            return from;
        }

        @Override
        public @Nullable WatchItem poll() {
            synchronized (FakeFacade.this) {
                return items.poll();
            }
        }

        @Override
        public long incarnation() {
            return INCARNATION;
        }

        @Override
        public void close() {
            synchronized (FakeFacade.this) {
                watches.remove(this);
            }
        }
    }

    /** What was asked last. */
    public synchronized @Nullable AdminRequest lastRequest() {
        return lastRequest;
    }

    @Override
    public synchronized CompletableFuture<Configuration> administer(AdminRequest request) {
        lastRequest = request;
        return answer(members());
    }

    @Override
    public CompletableFuture<SnapshotMeta> takeSnapshot() {
        return answer(new SnapshotMeta(new EntryId(41, 3), 0, members()));
    }

    /** What the next backups are. */
    public synchronized void offer(Backup newBackup) {
        backup = newBackup;
    }

    @Override
    public synchronized CompletableFuture<Backup> backup() {
        Backup present = backup;
        return present == null ? KvFacade.super.backup() : answer(present);
    }

    @Override
    public CompletableFuture<Boolean> acceptLoss() {
        return answer(true);
    }

    /** Changes the members, and tells those who listen. */
    public void changeMembers(Configuration newMembers) {
        List<Consumer<Configuration>> listeners;
        synchronized (this) {
            members = newMembers;
            listeners = List.copyOf(memberListeners);
        }
        listeners.forEach(listener -> listener.accept(newMembers));
    }

    public synchronized int memberListeners() {
        return memberListeners.size();
    }

    @Override
    public synchronized Configuration members() {
        return members;
    }

    @Override
    public synchronized AutoCloseable onMembersChange(Consumer<Configuration> listener) {
        memberListeners.add(listener);
        return () -> {
            synchronized (this) {
                memberListeners.remove(listener);
            }
        };
    }

    @Override
    public synchronized NodeState state() {
        return state;
    }
}
