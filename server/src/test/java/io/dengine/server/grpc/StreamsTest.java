package io.dengine.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.dengine.api.WatchBatch;
import io.dengine.bytes.Bytes;
import io.dengine.call.Call;
import io.dengine.call.WatchItem;
import io.dengine.command.Command;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.kv.store.CallProblems;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.wire.client.MembershipSnapshot;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.WatchEventType;
import io.dengine.wire.client.WatchMembershipRequest;
import io.dengine.wire.client.WatchRequest;
import io.dengine.wire.client.WatchResponse;
import io.dengine.wire.error.ErrorCode;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamsTest {
    private final GrpcNode node = new GrpcNode();

    StreamsTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    private Iterator<WatchResponse> watch(String key, boolean prefix, boolean previous) {
        return RaftClientServiceGrpc.newBlockingStub(node.channel)
                .withDeadlineAfter(40, TimeUnit.SECONDS)
                .watch(WatchRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setPrefix(prefix)
                        .setPrevKv(previous)
                        .build());
    }

    private void put(String key, String value) {
        node.fake.put(Bytes.utf8(key), Bytes.utf8(value));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void changesArriveInOrderWithRevisionsAndPreviousValues() {
        Iterator<WatchResponse> events = watch("/a/", true, true);
        await(() -> node.fake.openWatches() == 1);
        put("/a/1", "x");
        put("/b/1", "unseen");
        put("/a/1", "y");
        node.fake.call(new Call.Write(new Command.Delete(Bytes.utf8("/a/1")))).join();
        WatchResponse first = events.next();
        assertThat(first.getEventType()).isEqualTo(WatchEventType.WATCH_EVENT_TYPE_PUT);
        assertThat(first.getKey().toStringUtf8()).isEqualTo("/a/1");
        assertThat(first.getValue().toStringUtf8()).isEqualTo("x");
        assertThat(first.getRevision()).isEqualTo(1);
        WatchResponse second = events.next();
        assertThat(second.getPrevValue().toStringUtf8()).isEqualTo("x");
        assertThat(second.getRevision()).isEqualTo(3);
        WatchResponse third = events.next();
        assertThat(third.getEventType()).isEqualTo(WatchEventType.WATCH_EVENT_TYPE_DELETE);
        assertThat(third.getValue()).isEqualTo(ByteString.EMPTY);
    }

    private static WatchRequest.Builder watchOfKey() {
        return WatchRequest.newBuilder().setKey(ByteString.copyFromUtf8("k"));
    }

    /** Begins a watch whose acknowledgement and end are observed one by one, as stubs do not show them. */
    private ClientCall<WatchRequest, WatchResponse> call(
            WatchRequest.Builder request, Runnable acknowledged, Consumer<Status> ended) {
        ClientCall<WatchRequest, WatchResponse> call =
                node.channel.newCall(RaftClientServiceGrpc.getWatchMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onHeaders(Metadata headers) {
                        acknowledged.run();
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.accept(status);
                    }
                },
                new Metadata());
        call.sendMessage(request.build());
        call.halfClose();
        return call;
    }

    /** Some clients wait for the headers before they go on, and what they do then is what the watch is to tell. */
    @Test
    void aWatchIsAcknowledgedBeforeThereIsAnythingToTell() throws Exception {
        CompletableFuture<Integer> openWatches = new CompletableFuture<>();
        var call = call(watchOfKey(), () -> openWatches.complete(node.fake.openWatches()), status -> {});
        assertThat(openWatches.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        call.cancel("it was acknowledged", null);
    }

    /** The changes before it knows that are of another time, and are not part of the watch. */
    @Test
    void aWatchOfANodeThatDoesNotKnowItsHistoryIsAcknowledgedWhenItDoes() throws Exception {
        node.fake.forgetHistory();
        CompletableFuture<Boolean> knownWhenAcknowledged = new CompletableFuture<>();
        AtomicBoolean known = new AtomicBoolean();
        var call = call(watchOfKey(), () -> knownWhenAcknowledged.complete(known.get()), status -> {});
        await(() -> node.fake.openWatches() == 1);
        put("k", "before");
        known.set(true);
        node.fake.knowHistory();
        assertThat(knownWhenAcknowledged.get(20, TimeUnit.SECONDS)).isTrue();
        call.cancel("it was acknowledged", null);
    }

    @Test
    void aRefusedWatchIsNotAcknowledged() throws Exception {
        CompletableFuture<String> end = new CompletableFuture<>();
        var unused = call(
                WatchRequest.newBuilder().setPrefix(true),
                () -> end.complete("acknowledged"),
                status -> end.complete(status.getCode().name()));
        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void progressCarriesTheRevisionAlone() {
        Iterator<WatchResponse> events = watch("k", false, false);
        await(() -> node.fake.openWatches() == 1);
        node.fake.publish(new WatchItem.Changes(new WatchBatch(42, List.of())));
        assertThat(events.next())
                .isEqualTo(WatchResponse.newBuilder()
                        .setEventType(WatchEventType.WATCH_EVENT_TYPE_PROGRESS)
                        .setRevision(42)
                        .build());
    }

    @Test
    void aWatcherThatIsCutOffIsToldWhereAndWhy() {
        Iterator<WatchResponse> events = watch("k", false, false);
        await(() -> node.fake.openWatches() == 1);
        node.fake.publish(CallProblems.endOfWatch(new WatchMessage.Canceled(17, WatchMessage.Reason.STATE_REPLACED)));
        WatchResponse last = events.next();
        assertThat(last.getEventType()).isEqualTo(WatchEventType.WATCH_EVENT_TYPE_CANCELED);
        assertThat(last.getError()).isEqualTo(ErrorCode.WATCH_BUFFER_OVERFLOW);
        assertThat(last.getRevision()).isEqualTo(17);
        assertThatThrownBy(events::hasNext)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("UNAVAILABLE: The state of this node was replaced");
        await(() -> node.fake.openWatches() == 0);
    }

    @Test
    void manyEventsPassThroughFlowControl() {
        Iterator<WatchResponse> events = watch("k", false, false);
        await(() -> node.fake.openWatches() == 1);
        String value = "v".repeat(4096);
        for (int i = 0; i < 2000; i++) {
            put("k", value + i);
        }
        for (int i = 0; i < 2000; i++) {
            assertThat(events.next().getRevision()).isEqualTo(i + 1);
        }
    }

    @Test
    void aClientThatLeavesEndsItsWatch() {
        Context.CancellableContext context = Context.current().withCancellation();
        context.run(() -> watch("k", false, false));
        await(() -> node.fake.openWatches() == 1);
        context.cancel(null);
        await(() -> node.fake.openWatches() == 0);
    }

    @Test
    void refusedWatchesEndAtOnce() {
        assertEnds(watch("no-path", true, false), Status.Code.INVALID_ARGUMENT);
        assertEnds(watch("", true, false), Status.Code.INVALID_ARGUMENT);
        assertEnds(watch("/a", true, false), Status.Code.INVALID_ARGUMENT);
        node.fake.failWith(new RefusedException(Refusal.OVERLOADED, 0, "too many watches"));
        assertEnds(watch("k", false, false), Status.Code.RESOURCE_EXHAUSTED);
        node.fake.failWith(new RefusedException(Refusal.STOPPED, 0, "this node stops"));
        assertEnds(watch("k", false, false), Status.Code.UNAVAILABLE);
    }

    @Test
    void membersAreToldAtOnceAndAfterEachChange() {
        Iterator<MembershipSnapshot> snapshots = members();
        assertThat(snapshots.next())
                .isEqualTo(MembershipSnapshot.newBuilder()
                        .addMembers(1)
                        .addMembers(2)
                        .build());
        node.fake.changeMembers(new Configuration(
                9,
                List.of(
                        new Member(1, "a:1", 0, Member.Role.VOTER),
                        new Member(4, "a:4", 0, Member.Role.PROMOTABLE),
                        new Member(5, "a:5", 0, Member.Role.READ_ONLY))));
        assertThat(snapshots.next())
                .isEqualTo(MembershipSnapshot.newBuilder()
                        .addMembers(1)
                        .addLearners(4)
                        .addLearners(5)
                        .setCommittedIndex(9)
                        .build());
    }

    @Test
    void aChangeOfTheMembersIsReportedOnceItIsCommitted() {
        node.fake.appendMembers(new Configuration(8, List.of(new Member(1, "a:1", 0, Member.Role.VOTER))));
        Iterator<MembershipSnapshot> snapshots = members();
        assertThat(snapshots.next().getMembersList()).containsExactly(1, 2);
        node.fake.changeMembers(new Configuration(9, List.of(new Member(2, "a:2", 0, Member.Role.VOTER))));
        assertThat(snapshots.next().getMembersList()).containsExactly(2);
    }

    private Iterator<MembershipSnapshot> members() {
        return RaftClientServiceGrpc.newBlockingStub(node.channel)
                .withDeadlineAfter(40, TimeUnit.SECONDS)
                .watchMembership(WatchMembershipRequest.getDefaultInstance());
    }

    @Test
    void aStoppingNodeEndsItsStreams() {
        Iterator<WatchResponse> events = watch("k", false, false);
        Iterator<MembershipSnapshot> snapshots = members();
        assertThat(snapshots.next().getMembersCount()).isEqualTo(2);
        await(() -> node.fake.openWatches() == 1);
        node.services.stopping();
        assertEnds(events, Status.Code.UNAVAILABLE);
        assertEnds(snapshots, Status.Code.UNAVAILABLE);
        await(() -> node.fake.openWatches() == 0 && node.fake.memberListeners() == 0);
        assertEnds(watch("k", false, false), Status.Code.UNAVAILABLE);
    }

    private static void assertEnds(Iterator<?> stream, Status.Code code) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(stream::next)
                .satisfies(failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
    }
}
