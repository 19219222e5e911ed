package io.dengine.server.api;

import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.WatchRoom;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.core.CoreStatus;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.embedded.LocalNode;
import io.dengine.embedded.LocalRequests;
import io.dengine.engine.Backup;
import io.dengine.engine.Node;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.store.CompactedException;
import io.dengine.kv.store.FutureRevisionException;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The facade over a node and the store it applies to.
 *
 * <p>Writes and confirmed reads complete on the node's apply thread, where a get is a look-up. A scan may be long, so
 * it runs on a virtual thread instead: neither the apply thread nor an event loop waits for it.
 */
public final class NodeKvFacade implements KvFacade {
    private final LocalNode local;
    private final Node node;
    private final KvStore store;
    private final LocalRequests requests;
    private final int nodeId;
    private final String clusterId;
    private final CopyOnWriteArrayList<Consumer<Configuration>> memberListeners = new CopyOnWriteArrayList<>();

    public NodeKvFacade(int nodeId, LocalNode local) {
        this.nodeId = nodeId;
        this.local = local;
        this.node = local.node();
        this.store = local.store();
        this.requests = local.requests(LocalRequests.ELSEWHERE);
        this.clusterId = local.clusterId().toString();
        node.onConfigurationChange(configuration -> memberListeners.forEach(each -> each.accept(configuration)));
    }

    @Override
    public CompletableFuture<WriteOutcome> put(Bytes key, Bytes value, long ttlMillis) {
        return write(new Command.Put(key, value, ttlMillis, 0));
    }

    @Override
    public CompletableFuture<WriteOutcome> delete(Bytes key) {
        return write(new Command.Delete(key));
    }

    @Override
    public CompletableFuture<WriteOutcome> compareAndSwap(
            Bytes key, @org.jspecify.annotations.Nullable Bytes expected, Bytes value) {
        return write(new Command.CompareAndSwap(key, expected, value));
    }

    private CompletableFuture<WriteOutcome> write(Command command) {
        return requests.write(command).thenApply(NodeKvFacade::outcome);
    }

    private static WriteOutcome outcome(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            Refusal refusal = refused.reason() == Rejection.SESSION_QUOTA ? Refusal.OVERLOADED : Refusal.BAD_REQUEST;
            throw new RefusedException(refusal, CoreStatus.NO_LEADER, refused.message());
        }
        return new WriteOutcome(reply.succeeded(), reply.revision());
    }

    @Override
    public CompletableFuture<ReadOutcome> get(List<Bytes> keys, ReadPolicy policy) {
        return requests.keys(keys, options(policy)).thenApply(NodeKvFacade::outcome);
    }

    @Override
    public CompletableFuture<ReadOutcome> scan(ScanSpec spec, ReadPolicy policy) {
        RangeQuery query = RangeQuery.prefix(spec.prefix()).limit(spec.limit());
        Bytes after = spec.after();
        ReadOptions options = options(policy);
        // A node that lags behind the one that returned the first rows waits until it has caught up.
        ReadOptions at = options.asOf(spec.atRevision()).notBefore(spec.atRevision());
        return requests.range(after == null ? query : query.after(after), at)
                .thenApply(NodeKvFacade::outcome)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(explained(failure)));
    }

    private static Throwable explained(Throwable failure) {
        Throwable cause = ErrorCode.causeOf(failure);
        return cause instanceof CompactedException || cause instanceof FutureRevisionException
                ? new RefusedException(
                        Refusal.BAD_REQUEST,
                        CoreStatus.NO_LEADER,
                        "Nothing was read; begin again with the first keys, without a revision: "
                                + cause.getMessage())
                : cause;
    }

    private static ReadOptions options(ReadPolicy policy) {
        return switch (policy) {
            case LINEARIZABLE -> ReadOptions.LINEARIZABLE;
            case LEASE -> ReadOptions.LEASE;
            case EVENTUAL -> ReadOptions.EVENTUAL;
        };
    }

    private static ReadOutcome outcome(Rows found) {
        List<KeyValue> rows = new ArrayList<>(found.rows().size());
        for (io.dengine.api.KeyValue row : found.rows()) {
            rows.add(new KeyValue(row.key(), row.value(), row.createRevision(), row.modRevision(), row.version()));
        }
        return new ReadOutcome(rows, found.revision(), found.more());
    }

    @Override
    public WatchStream watch(WatchSpec spec, Runnable wakeup, WatchRoom room) {
        WatchTarget target = spec.prefix() ? new WatchTarget.Prefix(spec.key()) : new WatchTarget.Key(spec.key());
        long from = spec.fromRevision() == WatchSpec.FROM_NOW ? WatchHub.FROM_NOW : spec.fromRevision();
        long incarnation = spec.incarnation() != 0 ? spec.incarnation() : store.incarnation();
        return new HubWatch(store.watchHub().subscribe(target, incarnation, from, wakeup, room), spec.previousValues());
    }

    @Override
    public CompletableFuture<Configuration> administer(AdminRequest request) {
        return local.administer(request);
    }

    @Override
    public CompletableFuture<Backup> backup() {
        return node.backup();
    }

    @Override
    public CompletableFuture<SnapshotMeta> takeSnapshot() {
        return node.takeSnapshot();
    }

    @Override
    public String clusterId() {
        return clusterId;
    }

    @Override
    public Configuration members() {
        return node.configuration();
    }

    @Override
    public AutoCloseable onMembersChange(Consumer<Configuration> listener) {
        memberListeners.add(listener);
        return () -> memberListeners.remove(listener);
    }

    @Override
    public NodeState state() {
        return new NodeState(
                nodeId,
                node.status(),
                node.commitIndex(),
                node.appliedIndex(),
                store.revision(),
                node.isRecovering(),
                store.lossEpoch(),
                store.incarnation(),
                node.room());
    }

    @Override
    public CompletableFuture<Boolean> acceptLoss() {
        return node.acceptLoss();
    }
}
