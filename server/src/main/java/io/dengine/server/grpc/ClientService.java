package io.dengine.server.grpc;

import com.google.protobuf.ByteString;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadLevel;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.call.RowList;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.kv.store.Limits;
import io.dengine.kv.watch.WatchHub;
import io.dengine.node.NodeOperations;
import io.dengine.server.memory.Reservation;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientResult;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.KvEntry;
import io.dengine.wire.client.MembershipSnapshot;
import io.dengine.wire.client.RaftClientServiceGrpc.RaftClientServiceImplBase;
import io.dengine.wire.client.ReadResults;
import io.dengine.wire.client.ScanRequest;
import io.dengine.wire.client.ScanResponse;
import io.dengine.wire.client.WatchMembershipRequest;
import io.dengine.wire.client.WatchRequest;
import io.dengine.wire.client.WatchResponse;
import io.dengine.wire.client.WriteCommand;
import io.dengine.wire.client.WriteCommand.CompareAndSwap;
import io.dengine.wire.client.WriteCommand.Insert;
import io.dengine.wire.client.WriteResult;
import io.dengine.wire.error.ErrorCode;
import io.dengine.wire.error.ErrorMetadata;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The service for applications: writes, reads, scans and watches. */
final class ClientService extends RaftClientServiceImplBase {
    /** A hundred years; the sum with the current time must not overflow. */
    private static final long MAX_TTL_SECS = Limits.MAX_TTL_MILLIS / 1000;

    private static final long NO_LEASE = 0;

    private static final Runnable NOTHING = () -> {};

    private static final ClientResponse DONE = written(true);
    private static final ClientResponse NOT_DONE = written(false);

    private final GrpcConfig config;
    private final CallTarget target;
    private final NodeOperations node;
    private final Failures failures;
    private final StreamSetting streams;

    ClientService(GrpcConfig config, CallTarget target, NodeOperations node, Failures failures, StreamSetting streams) {
        this.config = config;
        this.target = target;
        this.node = node;
        this.failures = failures;
        this.streams = streams;
    }

    private static ClientResponse written(boolean succeeded) {
        ClientResponse response = ClientResponse.newBuilder()
                .setWriteResult(WriteResult.newBuilder().setSucceeded(succeeded))
                .build();
        response.getSerializedSize(); // computed once here, not by every thread that sends it
        return response;
    }

    @Override
    public void handleClientWrite(ClientWriteRequest request, StreamObserver<ClientResponse> client) {
        expectCancellation(client);
        if (!node.state().leads()) {
            client.onError(failures.notLeader());
            return;
        }
        WriteCommand command = request.getCommand();
        switch (command.getOperationCase()) {
            case INSERT -> put(command.getInsert(), client);
            case DELETE -> {
                Bytes key = WireBytes.from(command.getDelete().getKey());
                // For these clients it is no failure that the key was absent.
                write(new Command.Delete(key), true, client);
            }
            case COMPARE_AND_SWAP -> swap(command.getCompareAndSwap(), client);
            case OPERATION_NOT_SET ->
                client.onError(
                        Failures.error(Status.INVALID_ARGUMENT, "the request holds no operation that this node knows"));
        }
    }

    private void put(Insert insert, StreamObserver<ClientResponse> client) {
        long ttlSecs = insert.getTtlSecs();
        if (ttlSecs < 0 || ttlSecs > MAX_TTL_SECS) {
            client.onError(Failures.error(
                    Status.INVALID_ARGUMENT,
                    "ttl_secs must be at most " + MAX_TTL_SECS + ", not " + Long.toUnsignedString(ttlSecs)));
            return;
        }
        Bytes key = WireBytes.from(insert.getKey());
        write(new Command.Put(key, WireBytes.from(insert.getValue()), ttlSecs * 1000, NO_LEASE), true, client);
    }

    private void swap(CompareAndSwap swap, StreamObserver<ClientResponse> client) {
        Bytes key = WireBytes.from(swap.getKey());
        Bytes expected = swap.hasExpectedValue() ? WireBytes.from(swap.getExpectedValue()) : null;
        write(new Command.CompareAndSwap(key, expected, WireBytes.from(swap.getNewValue())), false, client);
    }

    /** Applies a command and sends the outcome; {@code always} reports success whatever the outcome is. */
    private void write(Command command, boolean always, StreamObserver<ClientResponse> client) {
        var unused = target.call(new Call.Write(command)).thenAccept(answer -> {
            switch (answer) {
                case Answer.Wrote wrote
                when !(wrote.reply() instanceof Reply.Refused) ->
                    reply(client, always || wrote.reply().succeeded() ? DONE : NOT_DONE);
                case Answer.Failed failed when failures.lostLeadership(failed) -> reply(client, proposeFailed(failed));
                default -> client.onError(failures.of(answer));
            }
        });
    }

    private ClientResponse proposeFailed(Answer.Failed lost) {
        ErrorMetadata.Builder metadata =
                ErrorMetadata.newBuilder().setRetryAfterMs(100).setDebugMessage(lost.message());
        String address = node.addressOf(lost.leaderId());
        if (address != null) {
            metadata.setLeaderId(Integer.toString(lost.leaderId())).setLeaderAddress(address);
        }
        return ClientResponse.newBuilder()
                .setError(ErrorCode.PROPOSE_FAILED)
                .setMetadata(metadata)
                .build();
    }

    @Override
    public void handleClientRead(ClientReadRequest request, StreamObserver<ClientResponse> client) {
        expectCancellation(client);
        ReadLevel level = levelOf(request);
        if (level != ReadLevel.EVENTUAL && !node.state().leads()) {
            client.onError(failures.notLeader());
            return;
        }
        Call read = new Call.ReadKeys(keysOf(request), new ReadOptions(level, 0, 0));
        Reservation rows = StreamMemory.rows();
        var unused = target.call(read, new RowList(rows::change)).thenAccept(answer -> {
            if (answer instanceof Answer.Found found) {
                reply(client, encode(found.rows()));
            } else {
                client.onError(failures.of(answer));
            }
            rows.resize(0);
        });
    }

    private static List<Bytes> keysOf(ClientReadRequest request) {
        int count = request.getKeysCount();
        if (count == 1) {
            return List.of(WireBytes.from(request.getKeys(0)));
        }
        List<Bytes> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add(WireBytes.from(request.getKeys(i)));
        }
        return keys;
    }

    private ReadLevel levelOf(ClientReadRequest request) {
        if (!request.hasConsistencyPolicy() || !config.clientsChooseLevel()) {
            return config.defaultLevel();
        }
        return switch (request.getConsistencyPolicy()) {
            case READ_CONSISTENCY_POLICY_LEASE_READ -> ReadLevel.LEASE;
            case READ_CONSISTENCY_POLICY_LINEARIZABLE_READ -> ReadLevel.LINEARIZABLE;
            case READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY -> ReadLevel.EVENTUAL;
            case UNRECOGNIZED -> config.defaultLevel();
        };
    }

    /** Sets the read data even if no key was found: clients take its absence for a broken answer. */
    private static ClientResponse encode(Rows found) {
        ReadResults.Builder results = ReadResults.newBuilder();
        List<KeyValue> rows = found.rows();
        for (int i = 0; i < rows.size(); i++) {
            KeyValue row = rows.get(i);
            results.addResults(
                    ClientResult.newBuilder().setKey(WireBytes.of(row.key())).setValue(WireBytes.of(row.value())));
        }
        return ClientResponse.newBuilder().setReadData(results).build();
    }

    @Override
    public void handleClientScan(ScanRequest request, StreamObserver<ScanResponse> client) {
        expectCancellation(client);
        if (!node.state().leads()) {
            client.onError(failures.notLeader());
            return;
        }
        // For these clients an empty prefix selects no keys, not all; the answer still carries a revision.
        Call read = request.getPrefix().isEmpty()
                ? new Call.ReadKeys(List.of(), ReadOptions.LINEARIZABLE)
                : scanOf(request);
        Reservation rows = StreamMemory.rows();
        CompletableFuture<Answer> scanned = target.call(read, new RowList(rows::change));
        ((ServerCallStreamObserver<?>) client).setOnCancelHandler(() -> scanned.cancel(false));
        var unused = scanned.thenAccept(answer -> {
            if (!(answer instanceof Answer.Found found)) {
                client.onError(failures.of(answer));
            } else if (found.rows().more() && request.getLimit() == 0) {
                client.onError(Failures.error(
                        Status.RESOURCE_EXHAUSTED,
                        "Nothing was read: more keys begin with this prefix than one answer has room for ("
                                + config.maxScanRows()
                                + " keys, 32 MiB). Scan page by page, with limit and after, or longer prefixes."));
            } else {
                reply(client, encodeScan(found.rows()));
            }
            rows.resize(0);
        });
    }

    private Call scanOf(ScanRequest request) {
        long limit = Integer.toUnsignedLong(request.getLimit());
        RangeQuery query = RangeQuery.prefix(WireBytes.from(request.getPrefix()))
                .limit(limit == 0 ? config.maxScanRows() : (int) Math.min(limit, config.maxScanRows()));
        long revision = Math.max(0, request.getRevision());
        return new Call.ReadRange(
                request.hasAfter() ? query.after(WireBytes.from(request.getAfter())) : query,
                // A node that lags behind the one that returned the first rows waits until it has caught up.
                ReadOptions.LINEARIZABLE.asOf(revision).notBefore(revision));
    }

    private static ScanResponse encodeScan(Rows found) {
        ScanResponse.Builder response =
                ScanResponse.newBuilder().setRevision(found.revision()).setMore(found.more());
        for (KeyValue row : found.rows()) {
            response.addEntries(
                    KvEntry.newBuilder().setKey(WireBytes.of(row.key())).setValue(WireBytes.of(row.value())));
        }
        return response.build();
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> client) {
        ByteString key = request.getKey();
        if (request.getPrefix() && !isPath(key)) {
            client.onError(Failures.error(
                    Status.INVALID_ARGUMENT, "a prefix to watch must begin and end with '/'; the watch did not begin"));
            return;
        }
        Bytes watched = WireBytes.from(key);
        KeyRange range = request.getPrefix() ? KeyRange.prefix(watched) : KeyRange.single(watched);
        new WatchPump(key, (ServerCallStreamObserver<WatchResponse>) client, streams)
                .open(target, new io.dengine.api.WatchRequest(range, WatchHub.FROM_NOW, request.getPrevKv(), true));
    }

    private static boolean isPath(ByteString prefix) {
        return !prefix.isEmpty() && prefix.byteAt(0) == '/' && prefix.byteAt(prefix.size() - 1) == '/';
    }

    @Override
    public void watchMembership(WatchMembershipRequest request, StreamObserver<MembershipSnapshot> client) {
        new MembershipPump(node, (ServerCallStreamObserver<MembershipSnapshot>) client, streams).subscribe();
    }

    private static <T> void reply(StreamObserver<T> client, T message) {
        client.onNext(message);
        client.onCompleted();
    }

    /** Drops the answer if the client has cancelled meanwhile, instead of throwing on the node's own thread. */
    private static void expectCancellation(StreamObserver<?> client) {
        ((ServerCallStreamObserver<?>) client).setOnCancelHandler(NOTHING);
    }
}
