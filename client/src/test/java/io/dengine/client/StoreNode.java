package io.dengine.client;

import io.dengine.api.KeyRange;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.Problem;
import io.dengine.call.RowList;
import io.dengine.call.WatchFeed;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.kv.store.CompactedException;
import io.dengine.kv.store.FutureRevisionException;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.store.LeaseStatus;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store, the log that leads to it, and what ever happened in it. One thread at a time. */
final class StoreNode implements AutoCloseable {
    private static final long EPOCH_MILLIS = 1_700_000_000_000L;

    private final KvStore store;
    private WatchSubscription audit;
    private final List<WatchBatch> history = new ArrayList<>();
    private final List<Entry> log = new ArrayList<>();

    StoreNode(KvConfig config) {
        this.store = new KvStore(config);
        this.audit = audit(1);
        append(new Entry(1, 1, EPOCH_MILLIS, Entry.Kind.NOOP, Entry.beginning(1, false)));
    }

    private WatchSubscription audit(long fromRevision) {
        return store.watchHub().subscribe(new WatchTarget.Prefix(Bytes.EMPTY), fromRevision, () -> {});
    }

    /** A loss was accepted, of nothing in particular: another incarnation begins. */
    void begin(long incarnation, long clockMillis) {
        long index = log.size() + 1L;
        Entry first =
                new Entry(index, 1, EPOCH_MILLIS + clockMillis, Entry.Kind.NOOP, Entry.beginning(incarnation, true));
        Bytes unused = append(first);
        audit.close();
        audit = audit(store.revision() + 1);
        drive();
    }

    /** What a node says of a revision of another incarnation, or null if it is the same; {@code 0} is any. */
    Answer.@Nullable Failed elsewhere(long wanted) {
        return wanted == 0 || wanted == store.incarnation()
                ? null
                : new Answer.Failed(Problem.OTHER_INCARNATION, "another history has begun", store.incarnation());
    }

    KvStore store() {
        return store;
    }

    /** All changes, by revision. */
    List<WatchBatch> history() {
        return history;
    }

    List<Entry> log() {
        return log;
    }

    /** Carries out a command at a time of the node's clock, which begins at 0. */
    Reply apply(Command command, long clockMillis) {
        return Reply.decode(apply(command.encode(), clockMillis));
    }

    private Bytes apply(Bytes command, long clockMillis) {
        long index = log.size() + 1L;
        return append(new Entry(index, 1, EPOCH_MILLIS + clockMillis, Entry.Kind.COMMAND, command));
    }

    /** Applies an entry of this log or of one that it follows. */
    Bytes append(Entry entry) {
        log.add(entry);
        Bytes reply = store.apply(List.of(entry)).get(0);
        drive();
        return reply;
    }

    /** Lets end what is over. */
    void expire(long clockMillis) {
        Bytes due = store.maintenance(EPOCH_MILLIS + clockMillis);
        if (due != null) {
            Bytes unused = apply(due, clockMillis);
        }
    }

    void drive() {
        boolean worked = true;
        while (worked) {
            worked = store.watchHub().runOnce();
        }
        for (var message = audit.poll(); message != null; message = audit.poll()) {
            WatchBatch batch = StoreFeed.batch(message, KeyRange.ALL, true);
            if (batch != null && !batch.isProgress()) {
                history.add(batch);
            }
        }
    }

    // ---- calls

    Answer answer(Call call, long clockMillis) {
        try {
            if (call instanceof Call.Write write) {
                return new Answer.Wrote(apply(write.command(), clockMillis));
            }
            if (call instanceof Call.ReadKeys read) {
                return new Answer.Found(
                        store.getAll(read.keys(), read.options().atRevision(), Long.MAX_VALUE, new RowList()));
            }
            if (call instanceof Call.ReadRange read) {
                return new Answer.Found(
                        store.range(read.query(), read.options().atRevision(), Long.MAX_VALUE, new RowList()));
            }
            return lease(((Call.ReadLease) call).leaseId(), clockMillis);
        } catch (CompactedException e) {
            return new Answer.Failed(
                    Problem.COMPACTED, "the oldest revision is " + store.oldestRevision(), store.oldestRevision());
        } catch (FutureRevisionException e) {
            return new Answer.Failed(Problem.FUTURE_REVISION, "the newest revision is " + store.revision());
        }
    }

    private Answer lease(long leaseId, long clockMillis) {
        @Nullable LeaseStatus lease = store.lease(leaseId);
        return lease == null
                ? new Answer.Failed(Problem.LEASE_NOT_FOUND, "there is no lease " + leaseId)
                : new Answer.LeaseFound(
                        leaseId, lease.ttlMillis(), lease.deadlineMillis() - EPOCH_MILLIS - clockMillis);
    }

    WatchFeed watch(WatchRequest request, Runnable wakeup) {
        long from = request.fromRevision() == 0 ? WatchHub.FROM_NOW : request.fromRevision();
        WatchSubscription subscription =
                store.watchHub().subscribe(WatchTarget.of(request.range()), store.incarnation(), from, wakeup);
        drive();
        return new StoreFeed(subscription, request);
    }

    @Override
    public void close() {
        store.close();
        drive();
    }
}
