package io.dengine.server.grpc;

import com.google.protobuf.ByteString;
import io.dengine.bytes.Bytes;
import io.dengine.engine.RefusedException;
import io.dengine.kv.store.Limits;
import io.dengine.server.api.KeyValue;
import io.dengine.server.api.KvFacade;
import io.dengine.server.api.ReadOutcome;
import io.dengine.server.api.ReadPolicy;
import io.dengine.server.api.ScanSpec;
import io.dengine.server.api.WatchSpec;
import io.dengine.server.api.WriteOutcome;
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

    private static final Runnable NOTHING = () -> {};

    private static final ClientResponse DONE = written(true);
    private static final ClientResponse NOT_DONE = written(false);

    private final GrpcConfig config;
    private final KvFacade facade;
    private final Failures failures;
    private final StreamSetting streams;

    ClientService(GrpcConfig config, KvFacade facade, Failures failures, StreamSetting streams) {
        this.config = config;
        this.facade = facade;
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
        if (!facade.state().leads()) {
            client.onError(failures.notLeader());
            return;
        }
        WriteCommand command = request.getCommand();
        switch (command.getOperationCase()) {
            case INSERT -> put(command.getInsert(), client);
            case DELETE -> {
                Bytes key = WireBytes.from(command.getDelete().getKey());
                // For these clients it is no failure that the key was absent.
                answer(facade.delete(key), true, client);
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
        answer(facade.put(key, WireBytes.from(insert.getValue()), ttlSecs * 1000), true, client);
    }

    private void swap(CompareAndSwap swap, StreamObserver<ClientResponse> client) {
        Bytes key = WireBytes.from(swap.getKey());
        Bytes expected = swap.hasExpectedValue() ? WireBytes.from(swap.getExpectedValue()) : null;
        answer(facade.compareAndSwap(key, expected, WireBytes.from(swap.getNewValue())), false, client);
    }

    /** Sends the outcome when it is there; {@code always} reports success whatever the outcome is. */
    private void answer(
            CompletableFuture<WriteOutcome> outcome, boolean always, StreamObserver<ClientResponse> client) {
        var unused = outcome.whenComplete((done, failure) -> {
            if (failure == null) {
                reply(client, always || done.succeeded() ? DONE : NOT_DONE);
                return;
            }
            RefusedException lost = failures.lostLeadership(failure);
            if (lost != null) {
                reply(client, proposeFailed(lost));
            } else {
                client.onError(failures.of(failure));
            }
        });
    }

    private ClientResponse proposeFailed(RefusedException lost) {
        ErrorMetadata.Builder metadata =
                ErrorMetadata.newBuilder().setRetryAfterMs(100).setDebugMessage(String.valueOf(lost.getMessage()));
        String address = facade.addressOf(lost.leaderId());
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
        ReadPolicy policy = policyOf(request);
        if (policy != ReadPolicy.EVENTUAL && !facade.state().leads()) {
            client.onError(failures.notLeader());
            return;
        }
        var unused = facade.get(keysOf(request), policy).whenComplete((found, failure) -> {
            if (failure == null) {
                reply(client, encode(found));
            } else {
                client.onError(failures.of(failure));
            }
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

    private ReadPolicy policyOf(ClientReadRequest request) {
        if (!request.hasConsistencyPolicy() || !config.clientsChoosePolicy()) {
            return config.defaultPolicy();
        }
        return switch (request.getConsistencyPolicy()) {
            case READ_CONSISTENCY_POLICY_LEASE_READ -> ReadPolicy.LEASE;
            case READ_CONSISTENCY_POLICY_LINEARIZABLE_READ -> ReadPolicy.LINEARIZABLE;
            case READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY -> ReadPolicy.EVENTUAL;
            case UNRECOGNIZED -> config.defaultPolicy();
        };
    }

    /** Sets the read data even if no key was found: clients take its absence for a broken answer. */
    private static ClientResponse encode(ReadOutcome found) {
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
        if (!facade.state().leads()) {
            client.onError(failures.notLeader());
            return;
        }
        ScanSpec spec = specOf(request);
        // For these clients an empty prefix selects no keys, not all; the answer still carries a revision.
        CompletableFuture<ReadOutcome> scan = request.getPrefix().isEmpty()
                ? facade.get(List.of(), ReadPolicy.LINEARIZABLE)
                : facade.scan(spec, ReadPolicy.LINEARIZABLE);
        var unused = scan.whenComplete((found, failure) -> {
            if (failure != null) {
                client.onError(failures.of(failure));
            } else if (found.more() && request.getLimit() == 0) {
                client.onError(Failures.error(
                        Status.RESOURCE_EXHAUSTED,
                        "Nothing was read: more keys begin with this prefix than one answer has room for ("
                                + config.maxScanRows()
                                + " keys, 32 MiB). Scan page by page, with limit and after, or longer prefixes."));
            } else {
                reply(client, encodeScan(found));
            }
        });
    }

    private ScanSpec specOf(ScanRequest request) {
        long limit = Integer.toUnsignedLong(request.getLimit());
        return new ScanSpec(
                WireBytes.from(request.getPrefix()),
                request.hasAfter() ? WireBytes.from(request.getAfter()) : null,
                limit == 0 ? config.maxScanRows() : (int) Math.min(limit, config.maxScanRows()),
                Math.max(0, request.getRevision()));
    }

    private static ScanResponse encodeScan(ReadOutcome found) {
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
        WatchPump pump = new WatchPump(key, (ServerCallStreamObserver<WatchResponse>) client, streams);
        WatchSpec spec =
                new WatchSpec(WireBytes.from(key), request.getPrefix(), WatchSpec.FROM_NOW, request.getPrevKv());
        try {
            pump.open(facade, spec);
        } catch (UnsupportedOperationException e) {
            client.onError(Failures.error(Status.UNAVAILABLE, String.valueOf(e.getMessage())));
        } catch (RefusedException e) {
            client.onError(failures.of(e));
        }
    }

    private static boolean isPath(ByteString prefix) {
        return !prefix.isEmpty() && prefix.byteAt(0) == '/' && prefix.byteAt(prefix.size() - 1) == '/';
    }

    @Override
    public void watchMembership(WatchMembershipRequest request, StreamObserver<MembershipSnapshot> client) {
        new MembershipPump(facade, (ServerCallStreamObserver<MembershipSnapshot>) client, streams).subscribe();
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
