package io.dengine.client;

import io.dengine.api.AsyncClient;
import io.dengine.api.ClusterView;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.Lease;
import io.dengine.api.PutOptions;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.api.Subscription;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.api.Watch;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.command.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client, over any {@link CallTarget}: a node in this process, or connections to a cluster.
 *
 * <p>Writes are applied once, however often they have to be sent, unless {@link ClientSettings#exactlyOnce} is off. A
 * read that the target answers at once is complete when the method returns. Continuations of other futures run on
 * {@link ClientSettings#executor}, or on a user's thread that waits for the same future: never on a thread of the
 * engine.
 */
public final class EngineClient implements AsyncClient {
    private static final ReadRequest.Reading<Optional<KeyValue>> ONE_KEY = Results::oneKey;
    private static final ReadRequest.Reading<Rows> ROWS = Results::rows;
    private static final WriteRequest.Writing<WriteResult> WRITTEN = Results::written;
    private static final WriteRequest.Writing<TransactionResult> TRANSACTED = Results::transacted;

    private final ClientCore core;
    private final Duration timeout;
    private final long timeoutNanos;

    /** A client of {@code target}, which is closed with the client. */
    public EngineClient(CallTarget target, ClientSettings settings) {
        this(target, settings, new LiveSurroundings(settings));
    }

    /** Returns a client of {@code target} in a simulation: it has no threads and uses the clock of {@code driver}. */
    public static EngineClient driven(CallTarget target, ClientSettings settings, ClientDriver driver) {
        return new EngineClient(target, settings, new DrivenSurroundings(driver));
    }

    EngineClient(CallTarget target, ClientSettings settings, Surroundings surroundings) {
        this(new ClientCore(target, settings, surroundings), settings.timeout());
    }

    private EngineClient(ClientCore core, Duration timeout) {
        this.core = core;
        this.timeout = timeout;
        this.timeoutNanos = ClientSettings.checkTime("the timeout", timeout, 1);
    }

    // ---- writes

    @Override
    public CompletableFuture<WriteResult> put(Bytes key, Bytes value, PutOptions options) {
        return write("put", new Command.Put(key, value, options.ttlMillis(), options.leaseId()));
    }

    @Override
    public CompletableFuture<WriteResult> delete(Bytes key) {
        return write("delete", new Command.Delete(key));
    }

    @Override
    public CompletableFuture<WriteResult> deleteRange(KeyRange range) {
        return write("delete-range", new Command.DeleteRange(range.first(), range.endExclusive()));
    }

    @Override
    public CompletableFuture<WriteResult> compareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value) {
        return write("compare-and-swap", new Command.CompareAndSwap(key, expected, value));
    }

    @Override
    public CompletableFuture<TransactionResult> transact(Transaction transaction) {
        Command command = new Command.Transaction(
                transaction.compares(), transaction.thenOperations(), transaction.elseOperations());
        return core.write("transact", timeoutNanos, command, TRANSACTED);
    }

    @Override
    public CompletableFuture<WriteResult> compact(long revision) {
        return write("compact", new Command.Compact(revision));
    }

    private CompletableFuture<WriteResult> write(String operation, Command command) {
        return core.write(operation, timeoutNanos, command, WRITTEN);
    }

    // ---- reads

    @Override
    public CompletableFuture<Optional<KeyValue>> get(Bytes key, ReadOptions options) {
        return core.read("get", timeoutNanos, new Call.ReadKeys(List.of(key), core.inHistory(options)), ONE_KEY);
    }

    @Override
    public CompletableFuture<List<Optional<KeyValue>>> getAll(List<Bytes> keys, ReadOptions options) {
        Call.ReadKeys call = new Call.ReadKeys(keys, core.inHistory(options));
        return core.read(
                "get-all",
                timeoutNanos,
                call,
                (operation, answer, sentNanos) -> Results.allKeys(operation, call.keys(), answer));
    }

    @Override
    public CompletableFuture<Rows> range(RangeQuery query, ReadOptions options) {
        return core.read("range", timeoutNanos, new Call.ReadRange(query, core.inHistory(options)), ROWS);
    }

    // ---- leases

    @Override
    public CompletableFuture<Lease> grantLease(Duration ttl) {
        return ClientLease.grant(core, timeoutNanos, ttl);
    }

    @Override
    public CompletableFuture<Lease> lease(long leaseId) {
        return ClientLease.find(core, timeoutNanos, leaseId);
    }

    // ---- watches

    @Override
    public CompletableFuture<Subscription> watch(WatchRequest request, WatchListener listener) {
        return core.isClosed()
                ? CompletableFuture.failedFuture(Failures.closed("watch"))
                : new ListenedWatch(core, request, listener).begin(timeoutNanos);
    }

    @Override
    public CompletableFuture<Watch> watch(WatchRequest request) {
        return core.isClosed()
                ? CompletableFuture.failedFuture(Failures.closed("watch"))
                : new PulledWatch(core, request).begin(timeoutNanos);
    }

    @Override
    public CompletableFuture<ClusterView> cluster() {
        return ClusterRequest.ask(core, timeoutNanos);
    }

    @Override
    public Subscription watchCluster(Consumer<ClusterView> listener) {
        return new ClusterWatch(core, listener).begin();
    }

    // ---- the client itself

    @Override
    public AsyncClient withTimeout(Duration newTimeout) {
        return new EngineClient(core, newTimeout);
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public void close() {
        core.close();
    }
}
