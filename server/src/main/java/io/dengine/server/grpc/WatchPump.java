package io.dengine.server.grpc;

import com.google.protobuf.ByteString;
import io.dengine.bytes.Bytes;
import io.dengine.server.api.KvFacade;
import io.dengine.server.api.WatchItem;
import io.dengine.server.api.WatchSpec;
import io.dengine.server.api.WatchStream;
import io.dengine.wire.client.WatchEventType;
import io.dengine.wire.client.WatchResponse;
import io.dengine.wire.error.ErrorCode;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/** Sends the changes of one key or prefix to one client. */
final class WatchPump extends StreamPump<WatchResponse> {
    private final ByteString watched;
    private volatile @Nullable WatchStream source;
    private @Nullable String end; // owned by the run in progress

    WatchPump(ByteString watched, ServerCallStreamObserver<WatchResponse> client, StreamSetting setting) {
        super(client, setting);
        this.watched = watched;
    }

    /**
     * Starts the watch.
     *
     * @throws RuntimeException if the facade refuses it; nothing was sent then
     */
    void open(KvFacade facade, WatchSpec spec) {
        // A wakeup may come before the stream is assigned here, so open() looks for items again.
        source = facade.watch(spec, this::wake, StreamMemory.watch());
        open();
    }

    @Override
    @Nullable
    WatchResponse next() {
        WatchStream stream = source;
        WatchItem item = stream == null ? null : stream.poll();
        if (item == null) {
            return null;
        }
        end = item.end();
        return encode(item);
    }

    @Override
    @Nullable
    String end() {
        return end;
    }

    @Override
    void closeSource() {
        WatchStream stream = source;
        if (stream != null) {
            stream.close();
        }
    }

    private WatchResponse encode(WatchItem item) {
        WatchResponse.Builder response = WatchResponse.newBuilder().setRevision(item.revision());
        switch (item.type()) {
            case PUT -> change(response, WatchEventType.WATCH_EVENT_TYPE_PUT, item);
            case DELETE -> change(response, WatchEventType.WATCH_EVENT_TYPE_DELETE, item);
            case PROGRESS -> response.setEventType(WatchEventType.WATCH_EVENT_TYPE_PROGRESS);
            case OTHER_INCARNATION ->
                response.setEventType(WatchEventType.WATCH_EVENT_TYPE_CANCELED)
                        .setKey(watched)
                        .setRevision(0) // no revision that this client has seen belongs to this history
                        .setError(ErrorCode.WATCH_BUFFER_OVERFLOW);
            case COMPACTED, CANCELED ->
                response.setEventType(WatchEventType.WATCH_EVENT_TYPE_CANCELED)
                        .setKey(watched)
                        .setError(ErrorCode.WATCH_BUFFER_OVERFLOW);
        }
        return response.build();
    }

    private static void change(WatchResponse.Builder response, WatchEventType type, WatchItem item) {
        response.setEventType(type).setKey(WireBytes.of(item.key())).setValue(WireBytes.of(item.value()));
        Bytes previous = item.previous();
        if (previous != null) {
            response.setPrevValue(WireBytes.of(previous));
        }
    }
}
