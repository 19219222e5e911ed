package io.dengine.server.grpc;

import com.google.protobuf.ByteString;
import io.dengine.api.KeyValue;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.call.CallTarget;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.wire.client.WatchEventType;
import io.dengine.wire.client.WatchResponse;
import io.dengine.wire.error.ErrorCode;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the changes of one key or prefix to one client. */
final class WatchPump extends StreamPump<WatchResponse> {
    private final ByteString watched;
    private final ServerCallStreamObserver<WatchResponse> client;
    private final EarlyHeaders.Headers headers = EarlyHeaders.ofCurrentCall();
    private volatile @Nullable WatchFeed source;

    // ---- owned by the run in progress
    private @Nullable WatchItem first;
    private List<WatchEvent> events = List.of();
    private int next;
    private @Nullable Status end;

    WatchPump(ByteString watched, ServerCallStreamObserver<WatchResponse> client, StreamSetting setting) {
        super(client, setting);
        this.watched = watched;
        this.client = client;
    }

    /** Starts the watch, or ends the call with the reason why it cannot begin. Called on the thread of the call. */
    void open(CallTarget target, WatchRequest request) {
        WatchFeed feed = target.watch(request, this::wake, StreamMemory.watch());
        WatchItem item = feed.poll();
        if (item instanceof WatchItem.Ended ended && isRefusal(ended)) {
            client.onError(refusal(ended).asRuntimeException());
            return;
        }
        if (item == null) {
            headers.holdBack(); // the client takes them to mean that the watch has begun
        }
        first = item;
        // A wakeup may have come before the feed is assigned here, so open() looks for items again.
        source = feed;
        open();
    }

    @Override
    @Nullable
    WatchResponse next() {
        WatchFeed feed = source;
        if (feed == null || end != null) {
            return null;
        }
        if (next < events.size()) {
            return change(events.get(next++));
        }
        WatchItem item = first == null ? feed.poll() : first;
        first = null;
        return switch (item) {
            case null -> null;
            case WatchItem.Begun begun -> {
                headers.send();
                yield next();
            }
            case WatchItem.Changes(WatchBatch batch) -> {
                events = batch.events();
                next = 0;
                yield batch.isProgress() ? progress(batch.revision()) : next();
            }
            case WatchItem.Ended ended -> last(ended);
            case WatchItem.Part part -> throw new IllegalStateException("parts are used in frames only");
        };
    }

    @Override
    @Nullable
    Status end() {
        return end;
    }

    @Override
    void closeSource() {
        WatchFeed feed = source;
        if (feed != null) {
            feed.close();
        }
    }

    /** Returns whether the watch could not begin, or broke off, in a way for which there is no message. */
    private static boolean isRefusal(WatchItem.Ended ended) {
        return switch (ended.end()) {
            case CANCELED, COMPACTED, OTHER_INCARNATION -> false;
            case OVERLOADED, BROKEN, INVALID_REQUEST -> true;
        };
    }

    private static Status refusal(WatchItem.Ended ended) {
        Status status = ended.end() == WatchItem.End.BROKEN ? Status.UNAVAILABLE : Failures.statusOf(ended.problem());
        return status.withDescription(ended.message());
    }

    private @Nullable WatchResponse last(WatchItem.Ended ended) {
        if (isRefusal(ended)) {
            end = refusal(ended);
            return null;
        }
        end = Status.UNAVAILABLE.withDescription(ended.advice());
        return WatchResponse.newBuilder()
                .setEventType(WatchEventType.WATCH_EVENT_TYPE_CANCELED)
                .setKey(watched)
                // No revision that the client has seen belongs to another history.
                .setRevision(ended.end() == WatchItem.End.OTHER_INCARNATION ? 0 : ended.revision())
                .setError(ErrorCode.WATCH_BUFFER_OVERFLOW)
                .build();
    }

    private static WatchResponse progress(long revision) {
        return WatchResponse.newBuilder()
                .setEventType(WatchEventType.WATCH_EVENT_TYPE_PROGRESS)
                .setRevision(revision)
                .build();
    }

    private static WatchResponse change(WatchEvent event) {
        WatchResponse.Builder response = WatchResponse.newBuilder()
                .setRevision(event.revision())
                .setEventType(
                        event.isDeletion()
                                ? WatchEventType.WATCH_EVENT_TYPE_DELETE
                                : WatchEventType.WATCH_EVENT_TYPE_PUT)
                .setKey(WireBytes.of(event.key()))
                .setValue(WireBytes.of(event.current().value()));
        KeyValue previous = event.previous();
        if (previous != null) {
            response.setPrevValue(WireBytes.of(previous.value()));
        }
        return response.build();
    }
}
