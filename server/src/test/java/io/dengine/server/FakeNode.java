package io.dengine.server;

import io.dengine.api.ClusterView;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.MemberView;
import io.dengine.api.Rows;
import io.dengine.api.Subscription;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.ClockDrift;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.call.WatchRoom;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.CoreStatus;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Backup;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.store.CallProblems;
import io.dengine.node.NodeOperations;
import io.dengine.node.NodeState;
import io.dengine.transport.ClusterId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node with a store in memory that answers at once, or as it is told to. */
public final class FakeNode implements CallTarget, NodeOperations {
    /** The history of this store. */
    public static final long INCARNATION = 0xABCL;

    private @Nullable AdminRequest lastRequest;
    private final TreeMap<Bytes, KeyValue> rows = new TreeMap<>();
    private final List<FakeWatch> watches = new ArrayList<>();
    private @Nullable Watching watching;
    private long revision;
    private int writes;
    private @Nullable RuntimeException failure;
    private boolean silent;
    private boolean historyUnknown;
    private @Nullable Backup backup;
    private @Nullable NodeState deposed;
    private final List<Consumer<ClusterView>> memberListeners = new ArrayList<>();
    private final List<Runnable> committedListeners = new ArrayList<>();
    private Configuration members = new Configuration(
            0,
            List.of(
                    new Member(1, "127.0.0.1:9081", 0, Member.Role.VOTER),
                    new Member(2, "127.0.0.1:9082", 0, Member.Role.VOTER)));
    private Configuration committedMembers = members;
    private Call.@Nullable ReadRange lastScan;
    private @Nullable CompletableFuture<Answer> lastAnswer;
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
    public synchronized Call.ReadRange lastScan() {
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
    public synchronized CompletableFuture<Answer> call(Call call) {
        Answer done = switch (call) {
            case Call.Write write -> new Answer.Wrote(write(write.command()));
            case Call.ReadKeys read -> {
                List<KeyValue> found = new ArrayList<>();
                for (Bytes key : read.keys()) {
                    KeyValue row = rows.get(key);
                    if (row != null) {
                        found.add(row);
                    }
                }
                yield new Answer.Found(new Rows(found, revision, false, found.size()));
            }
            case Call.ReadRange read -> scan(read);
            case Call.ReadLease read -> throw new AssertionError("no lease is read here");
        };
        CompletableFuture<Answer> answer = answer(done).exceptionally(CallProblems::answer);
        lastAnswer = answer;
        return answer;
    }

    /** The answer to the last call; cancelled if its caller does not wait for it any more. */
    public synchronized CompletableFuture<Answer> lastAnswer() {
        return Objects.requireNonNull(lastAnswer, "nothing was asked");
    }

    /** Stores a value, as a client does. */
    public void put(Bytes key, Bytes value) {
        call(new Call.Write(new Command.Put(key, value))).join();
    }

    private Reply write(Command command) {
        if (failure != null || silent) {
            writes++;
            state = deposed == null ? state : deposed;
            return new Reply.Written(0, false, 0);
        }
        return switch (command) {
            case Command.Put put -> put(put.key(), put.value(), rows.get(put.key()));
            case Command.Delete delete -> delete(delete.key(), rows.get(delete.key()));
            case Command.CompareAndSwap swap -> {
                KeyValue old = rows.get(swap.key());
                yield Objects.equals(old == null ? null : old.value(), swap.expected())
                        ? put(swap.key(), swap.value(), old)
                        : new Reply.Written(revision, false, 0);
            }
            default -> throw new AssertionError("nobody sends this here: " + command);
        };
    }

    private Reply put(Bytes key, Bytes value, @Nullable KeyValue old) {
        writes++;
        revision++;
        long created = old == null ? revision : old.createRevision();
        KeyValue row = new KeyValue(key, value, created, revision, old == null ? 1 : old.version() + 1, 0);
        rows.put(key, row);
        tellWatches(new WatchItem.Changes(new WatchBatch(revision, List.of(new WatchEvent(row, old)))));
        return new Reply.Written(revision, true, 1);
    }

    private Reply delete(Bytes key, @Nullable KeyValue old) {
        writes++;
        if (old == null) {
            return new Reply.Written(revision, false, 0);
        }
        rows.remove(key);
        revision++;
        tellWatches(new WatchItem.Changes(new WatchBatch(revision, List.of(deletion(key, revision, old)))));
        return new Reply.Written(revision, true, 1);
    }

    public static WatchEvent deletion(Bytes key, long revision, @Nullable KeyValue old) {
        return new WatchEvent(new KeyValue(key, Bytes.EMPTY, 0, revision, 0, 0), old);
    }

    private Answer scan(Call.ReadRange read) {
        lastScan = read;
        KeyRange range = read.query().range();
        int limit = read.query().limit();
        List<KeyValue> found = new ArrayList<>();
        for (KeyValue row : rows.tailMap(range.first()).values()) {
            if (!range.contains(row.key()) || found.size() > limit) {
                break;
            }
            found.add(row);
        }
        boolean more = found.size() > limit;
        List<KeyValue> answered = more ? found.subList(0, limit) : found;
        return new Answer.Found(new Rows(answered, revision, more, answered.size()));
    }

    @Override
    public WatchFeed watch(WatchRequest request, Runnable wakeup) {
        throw new AssertionError("here all watches have a bound");
    }

    @Override
    public synchronized WatchFeed watch(WatchRequest request, Runnable wakeup, WatchRoom room) {
        Watching followed = watching;
        if (followed != null) {
            return followed.begin(request, wakeup, room);
        }
        FakeWatch watch = new FakeWatch(request, wakeup);
        watches.add(watch);
        RuntimeException refusal = failure;
        if (refusal != null) {
            watch.items.add(CallProblems.endOfWatch(refusal));
        } else if (!historyUnknown) {
            watch.begin();
        }
        return watch;
    }

    /** Keeps later watches waiting until {@link #knowHistory}, as a node that has only just started does. */
    public synchronized void forgetHistory() {
        historyUnknown = true;
    }

    /** Begins the watches that wait. */
    public synchronized void knowHistory() {
        historyUnknown = false;
        watches.forEach(FakeWatch::begin);
    }

    private void tellWatches(WatchItem item) {
        for (FakeWatch watch : List.copyOf(watches)) {
            watch.add(item);
        }
    }

    /** Where watches are begun. */
    @FunctionalInterface
    public interface Watching {
        WatchFeed begin(WatchRequest request, Runnable wakeup, WatchRoom room);
    }

    /** Lets watches from now on see what is told there. */
    public synchronized void follow(Watching newWatching) {
        watching = newWatching;
    }

    /** A watch that ends before it begins. */
    public static WatchFeed ended(WatchItem.Ended end) {
        Queue<WatchItem> items = new ArrayDeque<>(List.of(end));
        return new WatchFeed() {
            @Override
            public @Nullable WatchItem poll() {
                return items.poll();
            }

            @Override
            public void close() {}
        };
    }

    /** What the newest open watch wants to see. */
    public synchronized WatchRequest lastWatch() {
        return watches.getLast().request;
    }

    /** Sends an item that no change caused to every watch. */
    public synchronized void publish(WatchItem item) {
        tellWatches(item);
    }

    private final class FakeWatch implements WatchFeed {
        private final WatchRequest request;
        private final Runnable wakeup;
        private final Queue<WatchItem> items = new ArrayDeque<>();
        private boolean begun;

        FakeWatch(WatchRequest request, Runnable wakeup) {
            this.request = request;
            this.wakeup = wakeup;
        }

        void begin() {
            begun = true;
            long from = request.fromRevision() == 0 ? revision + 1 : request.fromRevision();
            items.add(new WatchItem.Begun(from - 1, INCARNATION));
            wakeup.run();
        }

        void add(WatchItem item) {
            if (!begun) {
                return;
            }
            if (!(item instanceof WatchItem.Changes(WatchBatch batch)) || batch.isProgress()) {
                items.add(item);
            } else {
                List<WatchEvent> matching = batch.events().stream()
                        .filter(event -> request.range().contains(event.key()))
                        .map(event -> request.previousValues() ? event : new WatchEvent(event.current(), null))
                        .toList();
                if (!matching.isEmpty()) {
                    items.add(new WatchItem.Changes(new WatchBatch(batch.revision(), matching)));
                }
            }
            wakeup.run();
        }

        @Override
        public @Nullable WatchItem poll() {
            synchronized (FakeNode.this) {
                WatchItem item = items.poll();
                if (item instanceof WatchItem.Ended) {
                    close();
                }
                return item;
            }
        }

        @Override
        public void close() {
            synchronized (FakeNode.this) {
                watches.remove(this);
            }
        }
    }

    @Override
    public synchronized ClusterView cluster() {
        List<MemberView> views = members.members().stream()
                .map(member -> new MemberView(member.id(), member.address(), role(member.role())))
                .toList();
        return new ClusterView(
                clusterId().toString(),
                state.status().term(),
                state.status().leaderId(),
                views,
                members.index(),
                INCARNATION);
    }

    private static MemberView.Role role(Member.Role role) {
        return switch (role) {
            case VOTER, INCOMING, OUTGOING -> MemberView.Role.VOTER;
            case PROMOTABLE -> MemberView.Role.LEARNER;
            case READ_ONLY -> MemberView.Role.READ_ONLY;
        };
    }

    @Override
    public ClockDrift clockDrift() {
        return ClockDrift.STANDARD;
    }

    @Override
    public synchronized Subscription onClusterChange(Consumer<ClusterView> listener) {
        memberListeners.add(listener);
        return () -> {
            synchronized (this) {
                memberListeners.remove(listener);
            }
        };
    }

    @Override
    public void close() {}

    @Override
    public ClusterId clusterId() {
        return new ClusterId(1, 2);
    }

    /** What was asked last. */
    public synchronized @Nullable AdminRequest lastRequest() {
        return lastRequest;
    }

    @Override
    public synchronized CompletableFuture<Configuration> administer(AdminRequest request) {
        lastRequest = request;
        return answer(configuration());
    }

    @Override
    public CompletableFuture<SnapshotMeta> takeSnapshot() {
        return answer(new SnapshotMeta(new EntryId(41, 3), 0, configuration()));
    }

    /** What the next backups are. */
    public synchronized void offer(Backup newBackup) {
        backup = newBackup;
    }

    @Override
    public synchronized CompletableFuture<Backup> backup() {
        return answer(Objects.requireNonNull(backup, "no backup was offered"));
    }

    @Override
    public CompletableFuture<Boolean> acceptLoss() {
        return answer(true);
    }

    /** Changes the members, and tells those who listen. */
    public void changeMembers(Configuration newMembers) {
        List<Runnable> listeners;
        synchronized (this) {
            committedMembers = newMembers;
            listeners = List.copyOf(committedListeners);
        }
        appendMembers(newMembers);
        listeners.forEach(Runnable::run);
    }

    /** Puts a configuration in force that is not committed. */
    public void appendMembers(Configuration newMembers) {
        List<Consumer<ClusterView>> listeners;
        synchronized (this) {
            members = newMembers;
            listeners = List.copyOf(memberListeners);
        }
        listeners.forEach(listener -> listener.accept(cluster()));
    }

    public synchronized int memberListeners() {
        return memberListeners.size() + committedListeners.size();
    }

    @Override
    public synchronized Configuration committedConfiguration() {
        return committedMembers;
    }

    @Override
    public synchronized Subscription onCommittedConfiguration(Runnable listener) {
        committedListeners.add(listener);
        return () -> {
            synchronized (this) {
                committedListeners.remove(listener);
            }
        };
    }

    @Override
    public synchronized Configuration configuration() {
        return members;
    }

    @Override
    public synchronized NodeState state() {
        return state;
    }
}
