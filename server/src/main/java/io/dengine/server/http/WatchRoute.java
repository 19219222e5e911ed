package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.kv.store.Incarnations;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.server.api.ErrorCode;
import io.dengine.server.api.KvFacade;
import io.dengine.server.api.WatchItem;
import io.dengine.server.api.WatchSpec;
import io.dengine.server.api.WatchStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Streams changes as server-sent events, one for each change.
 *
 * <p>A client that reconnects names the last {@linkplain EventId id} that it received, and continues after that
 * revision. So an id is sent only once all of its revision was sent: with the last change of each revision, and with
 * progress notifications.
 */
final class WatchRoute implements Route {
    private static final List<String> KNOWN =
            List.of("key", "key_base64", "prefix", "prefix_base64", "from_revision", "prev_value");

    private final KvFacade facade;
    private final GatewayConfig config;

    WatchRoute(KvFacade facade, GatewayConfig config) {
        this.facade = facade;
        this.config = config;
    }

    @Override
    public void handle(HttpExchange exchange) {
        Arguments arguments = Arguments.of(exchange, KNOWN);
        Bytes key = arguments.optionalBytes("key");
        Bytes prefix = arguments.optionalBytes("prefix");
        if ((key == null) == (prefix == null)) {
            throw new BadRequestException("give either 'key' or 'prefix'");
        }
        Bytes watched = key != null ? key : prefix;
        if (watched == null || watched.length() > config.maxKeyBytes()) {
            throw new BadRequestException(413, "the key is longer than " + config.maxKeyBytes() + " bytes");
        }
        long from = arguments.number("from_revision", 0, Long.MAX_VALUE, WatchSpec.FROM_NOW);
        boolean previousValues = arguments.flag("prev_value");
        // A client that reconnects repeats its first request; the header says what it has received since.
        String header = exchange.header("Last-Event-ID");
        EventId last = header == null || header.isEmpty() ? null : EventId.parse(header);
        WatchSpec spec = last == null
                ? new WatchSpec(watched, key == null, from, previousValues)
                : new WatchSpec(watched, key == null, last.revision() + 1, previousValues, last.incarnation());
        Pump pump = new Pump(previousValues);
        // Throws if the watch is refused, before anything was sent.
        pump.open(facade.watch(spec, pump::wake, exchange.watch()), exchange);
    }

    /** Moves items from the watch to the client while the client takes them. Runs on the connection's event loop. */
    private static final class Pump {
        private final AtomicBoolean scheduled = new AtomicBoolean();
        private final boolean previousValues;
        private volatile @Nullable HttpStream out;
        private volatile @Nullable WatchStream in;

        Pump(boolean previousValues) {
            this.previousValues = previousValues;
        }

        void open(WatchStream items, HttpExchange exchange) {
            in = items;
            HttpStream stream = exchange.stream("text/event-stream", items::close);
            out = stream;
            stream.execute(() -> {
                stream.onWritable(this::wake);
                stream.onIdle(() -> comment(stream, "alive"));
                // A client that has received no change yet can continue from this id too.
                String begin = "id: " + new EventId(items.incarnation(), items.fromRevision() - 1) + "\n";
                stream.write(Bytes.utf8(": watching\n" + begin + "\n"));
                stream.flush();
            });
            wake();
        }

        private static void comment(HttpStream stream, String text) {
            if (stream.writable()) {
                stream.write(Bytes.utf8(": " + text + "\n\n"));
                stream.flush();
            }
        }

        /** Schedules a run. Any thread. Before the stream is open it does nothing, because opening schedules one. */
        void wake() {
            HttpStream stream = out;
            if (stream != null && scheduled.compareAndSet(false, true)) {
                stream.execute(this::run);
            }
        }

        private void run() {
            scheduled.set(false);
            HttpStream stream = out;
            WatchStream items = in;
            if (stream == null || items == null) {
                return;
            }
            boolean wrote = false;
            while (stream.writable()) {
                WatchItem item = items.poll();
                if (item == null) {
                    break;
                }
                stream.write(event(item, items.incarnation(), previousValues));
                wrote = true;
                if (item.type().isLast()) {
                    stream.end();
                    return;
                }
            }
            if (wrote) {
                stream.flush();
            }
        }
    }

    private static ErrorCode codeOf(WatchMessage.@Nullable Reason reason) {
        return switch (reason) {
            case null -> ErrorCode.WATCH_BUFFER_OVERFLOW;
            case TOO_SLOW -> ErrorCode.WATCH_BUFFER_OVERFLOW;
            case NO_MEMORY -> ErrorCode.RATE_LIMITED;
            case STOPPING, STATE_REPLACED, STARTING -> ErrorCode.CLUSTER_UNAVAILABLE;
        };
    }

    private static Bytes event(WatchItem item, long incarnation, boolean previousValues) {
        JsonText json = new JsonText().beginObject();
        switch (item.type()) {
            case PUT -> json.field("key", item.key()).field("value", item.value());
            case DELETE -> json.field("key", item.key());
            case PROGRESS -> {
                // The revision is all there is to report.
            }
            case COMPACTED -> json.field("code", "INVALID_REQUEST");
            case OTHER_INCARNATION ->
                json.field("code", "INVALID_REQUEST").field("incarnation", Incarnations.text(item.revision()));
            case CANCELED -> json.field("code", codeOf(item.reason()).name());
        }
        String end = item.end();
        if (end != null) {
            json.field("message", end);
        }
        boolean change = item.type() == WatchItem.Type.PUT || item.type() == WatchItem.Type.DELETE;
        if (change && previousValues) {
            Bytes previous = item.previous();
            if (previous == null) {
                json.absent("previous_value");
            } else {
                json.field("previous_value", previous);
            }
        }
        boolean elsewhere = item.type() == WatchItem.Type.OTHER_INCARNATION;
        String data = json.field("revision", elsewhere ? 0 : item.revision())
                .end()
                .toBytes()
                .toText();
        String name = item.type().name().toLowerCase(Locale.ROOT);
        // An empty id makes a browser forget the last one: there is no revision to continue from.
        String id = elsewhere ? "" : new EventId(incarnation, item.revision()).toString();
        return Bytes.utf8((item.completes() ? "id: " + id + "\n" : "") + "event: " + name + "\ndata: " + data + "\n\n");
    }
}
