package io.dengine.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dengine.api.ReadLevel;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientResult;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.RaftClientServiceGrpc.RaftClientServiceBlockingStub;
import io.dengine.wire.client.ReadConsistencyPolicy;
import io.dengine.wire.client.ScanRequest;
import io.dengine.wire.client.ScanResponse;
import io.dengine.wire.client.WriteCommand;
import io.dengine.wire.error.ErrorCode;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientServiceTest {
    private final GrpcNode node = new GrpcNode();

    ClientServiceTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    private RaftClientServiceBlockingStub client() {
        return RaftClientServiceGrpc.newBlockingStub(node.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static ClientWriteRequest put(String key, String value, long ttlSecs) {
        return write(WriteCommand.newBuilder()
                .setInsert(WriteCommand.Insert.newBuilder()
                        .setKey(bytes(key))
                        .setValue(bytes(value))
                        .setTtlSecs(ttlSecs)));
    }

    private static ClientWriteRequest delete(String key) {
        return write(WriteCommand.newBuilder()
                .setDelete(WriteCommand.Delete.newBuilder().setKey(bytes(key))));
    }

    private static ClientWriteRequest write(WriteCommand.Builder command) {
        return ClientWriteRequest.newBuilder()
                .setClientId(7)
                .setCommand(command)
                .build();
    }

    private static ClientReadRequest read(ReadConsistencyPolicy policy, String... keys) {
        ClientReadRequest.Builder request = ClientReadRequest.newBuilder().setConsistencyPolicy(policy);
        for (String key : keys) {
            request.addKeys(bytes(key));
        }
        return request.build();
    }

    private static ClientReadRequest linearizable(String... keys) {
        return read(ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LINEARIZABLE_READ, keys);
    }

    private static ThrowableAssertAlternative<StatusRuntimeException> assertFails(ThrowingCallable call) {
        return org.assertj.core.api.Assertions.assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(call);
    }

    private void assertStatus(ThrowingCallable call, Status.Code code) {
        assertFails(call)
                .satisfies(failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
    }

    @Test
    void whatWasWrittenIsRead() {
        ClientResponse written = client().handleClientWrite(put("a", "1", 0));
        assertThat(written.getError()).isEqualTo(ErrorCode.SUCCESS);
        assertThat(written.getWriteResult().getSucceeded()).isTrue();
        ClientResponse found = client().handleClientRead(linearizable("a"));
        assertThat(found.getError()).isEqualTo(ErrorCode.SUCCESS);
        assertThat(found.getReadData().getResultsList())
                .containsExactly(ClientResult.newBuilder()
                        .setKey(bytes("a"))
                        .setValue(bytes("1"))
                        .build());
    }

    @Test
    void readDataIsThereEvenWhenNothingWasFound() {
        assertThat(client().handleClientRead(linearizable("absent")).hasReadData())
                .isTrue();
        assertThat(client().handleClientRead(linearizable()).hasReadData()).isTrue();
    }

    @Test
    void manyKeysAreAnsweredSparselyInTheOrderOfTheRequest() {
        client().handleClientWrite(put("a", "1", 0));
        client().handleClientWrite(put("c", "", 0));
        ClientResponse found = client().handleClientRead(linearizable("c", "b", "a", "c"));
        assertThat(found.getReadData().getResultsList())
                .extracting(ClientResult::getKey)
                .containsExactly(bytes("c"), bytes("a"), bytes("c"));
    }

    @Test
    void deletingWhatIsNotThereSucceeds() {
        ClientResponse deleted = client().handleClientWrite(delete("absent"));
        assertThat(deleted.getError()).isEqualTo(ErrorCode.SUCCESS);
        assertThat(deleted.getWriteResult().getSucceeded()).isTrue();
    }

    @Test
    void aSwapThatFindsAnotherValueIsNoError() {
        WriteCommand.CompareAndSwap.Builder ifAbsent =
                WriteCommand.CompareAndSwap.newBuilder().setKey(bytes("k")).setNewValue(bytes("1"));
        ClientWriteRequest create = write(WriteCommand.newBuilder().setCompareAndSwap(ifAbsent));
        assertThat(client().handleClientWrite(create).getWriteResult().getSucceeded())
                .isTrue();
        ClientResponse again = client().handleClientWrite(create);
        assertThat(again.getError()).isEqualTo(ErrorCode.SUCCESS);
        assertThat(again.hasWriteResult()).isTrue();
        assertThat(again.getWriteResult().getSucceeded()).isFalse();
        ClientWriteRequest replace =
                write(WriteCommand.newBuilder().setCompareAndSwap(ifAbsent.setExpectedValue(bytes("1"))));
        assertThat(client().handleClientWrite(replace).getWriteResult().getSucceeded())
                .isTrue();
    }

    @Test
    void aWriteWithoutOperationOrWithAnEndlessTtlIsRefusedAndChangesNothing() {
        assertStatus(
                () -> client().handleClientWrite(ClientWriteRequest.getDefaultInstance()),
                Status.Code.INVALID_ARGUMENT);
        assertStatus(() -> client().handleClientWrite(put("k", "v", -1)), Status.Code.INVALID_ARGUMENT);
        assertStatus(() -> client().handleClientWrite(put("k", "v", Long.MAX_VALUE)), Status.Code.INVALID_ARGUMENT);
        assertThat(node.fake.writes()).isZero();
    }

    @Test
    void aFollowerNamesTheLeaderAndPassesNothingOn() {
        node.follow(2);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> client().handleClientWrite(put("k", "v", 0)),
                () -> client().handleClientRead(linearizable("k")),
                () -> client().handleClientRead(read(ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LEASE_READ, "k")),
                () -> client().handleClientScan(
                                ScanRequest.newBuilder().setPrefix(bytes("k")).build()))) {
            assertFails(call).satisfies(failure -> {
                assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
                Metadata trailers = failure.getTrailers();
                assertThat(trailers == null ? null : trailers.get(Failures.LEADER))
                        .isEqualTo("{\"leader_id\":2,\"address\":\"127.0.0.1:9082\"}");
            });
        }
        assertThat(node.fake.writes()).isZero();
    }

    @Test
    void aFollowerAnswersEventualReads() {
        client().handleClientWrite(put("k", "v", 0));
        node.follow(2);
        ClientResponse found = client().handleClientRead(
                        read(ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY, "k"));
        assertThat(found.getReadData().getResultsCount()).isEqualTo(1);
    }

    @Test
    void withoutALeaderTheClusterIsUnavailable() {
        node.follow(0);
        assertStatus(() -> client().handleClientWrite(put("k", "v", 0)), Status.Code.UNAVAILABLE);
    }

    @Test
    void clientsMayBeKeptFromChoosingThePolicy() throws IOException {
        try (GrpcNode strict = new GrpcNode(new GrpcConfig(ReadLevel.LINEARIZABLE, false, 5))) {
            strict.follow(2);
            assertStatus(
                    () -> RaftClientServiceGrpc.newBlockingStub(strict.channel)
                            .handleClientRead(
                                    read(ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY, "k")),
                    Status.Code.FAILED_PRECONDITION);
        }
    }

    @Test
    void anUnknownPolicyIsTheDefaultOne() {
        node.follow(2);
        ClientReadRequest request = ClientReadRequest.newBuilder()
                .addKeys(bytes("k"))
                .setConsistencyPolicyValue(77)
                .build();
        assertStatus(() -> client().handleClientRead(request), Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void eachRefusalHasItsStatus() {
        Map<Refusal, Status.Code> expected = new EnumMap<>(Refusal.class);
        expected.put(Refusal.NOT_LEADER, Status.Code.FAILED_PRECONDITION);
        expected.put(Refusal.NOT_READY, Status.Code.UNAVAILABLE);
        expected.put(Refusal.OVERLOADED, Status.Code.RESOURCE_EXHAUSTED);
        expected.put(Refusal.READ_TIMEOUT, Status.Code.DEADLINE_EXCEEDED);
        expected.put(Refusal.OUTCOME_UNKNOWN, Status.Code.DEADLINE_EXCEEDED);
        expected.put(Refusal.CHANGE_IN_FLIGHT, Status.Code.FAILED_PRECONDITION);
        expected.put(Refusal.UNSAFE_CHANGE, Status.Code.FAILED_PRECONDITION);
        expected.put(Refusal.BAD_REQUEST, Status.Code.INVALID_ARGUMENT);
        expected.put(Refusal.NO_SPACE, Status.Code.RESOURCE_EXHAUSTED);
        expected.put(Refusal.STOPPED, Status.Code.UNAVAILABLE);
        for (Refusal refusal : Refusal.values()) {
            node.fake.failWith(new RefusedException(refusal, 2, "as told"));
            assertFails(() -> client().handleClientWrite(put("k", "v", 0)))
                    .satisfies(failure -> assertThat(failure.getStatus().getCode())
                            .as(refusal.name())
                            .isEqualTo(expected.get(refusal)));
        }
        node.fake.failWith(new IllegalStateException("a bug"));
        assertStatus(() -> client().handleClientRead(linearizable("k")), Status.Code.INTERNAL);
    }

    @Test
    void aWriteWhoseLeaderWasDeposedIsAnsweredWithAnErrorInTheBody() {
        node.fake.deposeOnWrite(new RefusedException(Refusal.OUTCOME_UNKNOWN, 2, "may still be applied"));
        ClientResponse response = client().handleClientWrite(put("k", "v", 0));
        assertThat(response.getError()).isEqualTo(ErrorCode.PROPOSE_FAILED);
        assertThat(response.getMetadata().getLeaderId()).isEqualTo("2");
        assertThat(response.getMetadata().getLeaderAddress()).isEqualTo("127.0.0.1:9082");
        assertThat(response.getMetadata().getDebugMessage()).isEqualTo("may still be applied");
    }

    @Test
    void scansAreInOrderAndNeverCutOffUnseen() {
        for (int i = 0; i < 5; i++) {
            client().handleClientWrite(put("p/" + (4 - i), "v", 0));
        }
        client().handleClientWrite(put("q", "v", 0));
        ScanRequest request = ScanRequest.newBuilder().setPrefix(bytes("p/")).build();
        ScanResponse scanned = client().handleClientScan(request);
        assertThat(scanned.getEntriesList())
                .extracting(entry -> entry.getKey().toStringUtf8())
                .containsExactly("p/0", "p/1", "p/2", "p/3", "p/4");
        assertThat(scanned.getRevision()).isEqualTo(6);
        client().handleClientWrite(put("p/5", "v", 0));
        assertStatus(() -> client().handleClientScan(request), Status.Code.RESOURCE_EXHAUSTED);
        ScanResponse nothing = client().handleClientScan(ScanRequest.getDefaultInstance());
        assertThat(nothing.getEntriesList()).isEmpty();
        assertThat(nothing.getRevision()).isEqualTo(7);
    }

    @Test
    void aScanIsLeftOutOnceItsClientHasGone() {
        node.fake.answerNothing();
        ScanRequest request = ScanRequest.newBuilder().setPrefix(bytes("p/")).build();
        assertStatus(
                () -> RaftClientServiceGrpc.newBlockingStub(node.channel)
                        .withDeadlineAfter(50, TimeUnit.MILLISECONDS)
                        .handleClientScan(request),
                Status.Code.DEADLINE_EXCEEDED);
        assertThat(node.fake.lastAnswer()).failsWithin(20, TimeUnit.SECONDS);
    }

    @Test
    void scansGoOnPageByPage() {
        for (int i = 0; i < 7; i++) {
            client().handleClientWrite(put("p/" + i, "v", 0));
        }
        List<String> keys = new ArrayList<>();
        ScanRequest.Builder request =
                ScanRequest.newBuilder().setPrefix(bytes("p/")).setLimit(3);
        ScanResponse page;
        do {
            page = client().handleClientScan(request.build());
            assertThat(page.getEntriesCount()).isLessThanOrEqualTo(3);
            page.getEntriesList().forEach(entry -> keys.add(entry.getKey().toStringUtf8()));
            request.setAfter(bytes(keys.get(keys.size() - 1))).setRevision(page.getRevision());
        } while (page.getMore());
        assertThat(keys).containsExactly("p/0", "p/1", "p/2", "p/3", "p/4", "p/5", "p/6");
        assertThat(node.fake.lastScan().options().atRevision()).isEqualTo(7);
    }

    @Test
    void compressedRequestsAreUnderstood() {
        ClientResponse written = client().withCompression("gzip").handleClientWrite(put("z", "1", 0));
        assertThat(written.getWriteResult().getSucceeded()).isTrue();
    }

    @Test
    void repliesAreCompressedToWhoCompresses() {
        for (String encoding : List.of("gzip", "identity")) {
            AtomicReference<Metadata> headers = new AtomicReference<>();
            client().withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                    .withCompression(encoding)
                    .handleClientRead(linearizable("z"));
            String replied = headers.get().get(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER));
            assertThat(replied == null ? "identity" : replied).isEqualTo(encoding);
        }
    }

    @Test
    void aClientThatHasGoneDoesNotHarmTheAnswer() {
        node.fake.answerNothing();
        assertStatus(
                () -> client().withDeadlineAfter(50, TimeUnit.MILLISECONDS).handleClientWrite(put("k", "v", 0)),
                Status.Code.DEADLINE_EXCEEDED);
    }
}
