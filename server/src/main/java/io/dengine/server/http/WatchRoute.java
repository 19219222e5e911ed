package io.dengine.server.http;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.CallTarget;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.kv.store.Incarnations;
import io.dengine.kv.watch.WatchHub;
import java.util.List;
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
    static final Parameters PARAMETERS = Parameters.queryOrBody(
                    "key", "key_base64", "prefix", "prefix_base64", "from_revision", "prev_value")
            .withHeaders("Last-Event-ID");

    private final CallTarget target;
    private final GatewayConfig config;
    private final Answers answers;

    WatchRoute(CallTarget target, GatewayConfig config, Answers answers) {
        this.target = target;
        this.config = config;
        this.answers = answers;
    }

    @Override
    public void handle(HttpExchange exchange, Arguments arguments) {
        Bytes key = arguments.optionalBytes("key");
        Bytes prefix = arguments.optionalBytes("prefix");
        if ((key == null) == (prefix == null)) {
            throw new BadRequestException("give either 'key' or 'prefix'");
        }
        Bytes watched = key != null ? key : prefix;
        if (watched == null || watched.length() > config.maxKeyBytes()) {
            throw new BadRequestException(413, "the key is longer than " + config.maxKeyBytes() + " bytes");
        }
        KeyRange range = key != null ? KeyRange.single(watched) : KeyRange.prefix(watched);
        long from = arguments.number("from_revision", 0, Long.MAX_VALUE, WatchHub.FROM_NOW);
        // A client that reconnects repeats its first request; the header says what it has received since.
        String header = arguments.header("Last-Event-ID");
        EventId last = header == null || header.isEmpty() ? new EventId(0, from - 1) : EventId.parse(header);
        new Pump(
                        exchange,
                        new WatchRequest(
                                range, last.revision() + 1, arguments.flag("prev_value"), true, last.incarnation()))
                .begin();
    }

    /** Moves items from the watch to the client while the client takes them. Runs on the connection's event loop. */
    private final class Pump {
        private final HttpExchange exchange;
        private final WatchRequest request;
        private final AtomicBoolean scheduled = new AtomicBoolean();
        private volatile @Nullable WatchFeed in;

        // ---- owned by the event loop
        private @Nullable HttpStream out;
        private long incarnation;
        private long revision; // of the last change that was sent
        private List<WatchEvent> events = List.of();
        private int next;

        Pump(HttpExchange exchange, WatchRequest request) {
            this.exchange = exchange;
            this.request = request;
        }

        void begin() {
            WatchFeed feed = target.watch(request, this::wake, exchange.watch());
            in = feed;
            open(feed);
        }

        /** Schedules a run. Any thread. */
        void wake() {
            if (in != null && scheduled.compareAndSet(false, true)) {
                exchange.execute(this::run);
            }
        }

        private void run() {
            scheduled.set(false);
            HttpStream stream = out;
            WatchFeed feed = in;
            if (feed == null) {
                return;
            }
            if (stream == null) {
                open(feed);
                return;
            }
            boolean wrote = false;
            while (stream.writable()) {
                WatchItem item = next < events.size() ? null : feed.poll();
                if (item instanceof WatchItem.Ended ended) {
                    stream.write(end(ended));
                    stream.end();
                    return;
                }
                if (item instanceof WatchItem.Changes changes) {
                    take(changes.batch(), stream);
                } else if (next == events.size()) {
                    break;
                } else {
                    stream.write(nextChange());
                }
                wrote = true;
            }
            if (wrote) {
                stream.flush();
            }
        }

        /** Starts the answer once the watch has begun, or says why it cannot begin. */
        private void open(WatchFeed feed) {
            switch (feed.poll()) {
                case null -> {
                    // This node asks the leader which history the cluster is in.
                }
                case WatchItem.Begun begun -> stream(feed, begun.incarnation(), begun.revision(), null);
                case WatchItem.Ended ended
                when ended.end() == WatchItem.End.COMPACTED || ended.end() == WatchItem.End.OTHER_INCARNATION -> {
                    long wanted = request.incarnation();
                    long history = wanted == 0 ? target.cluster().incarnation() : wanted;
                    stream(feed, history, request.fromRevision() - 1, ended);
                }
                case WatchItem.Ended ended ->
                    exchange.reply(answers.failed(new Answer.Failed(ended.problem(), ended.message())));
                case WatchItem item -> throw new IllegalStateException("a watch began with " + item);
            }
        }

        private void stream(WatchFeed feed, long history, long before, WatchItem.@Nullable Ended over) {
            incarnation = history;
            revision = before;
            HttpStream stream;
            try {
                stream = exchange.stream("text/event-stream", feed::close);
            } catch (RuntimeException e) {
                feed.close(); // the request was given up meanwhile
                throw e;
            }
            out = stream;
            stream.execute(() -> {
                stream.onWritable(this::wake);
                stream.onIdle(() -> comment(stream, "alive"));
                // A client that has received no change yet can continue from this id too.
                stream.write(Bytes.utf8(": watching\nid: " + new EventId(history, before) + "\n\n"));
                if (over != null) {
                    stream.write(end(over));
                    stream.end();
                } else {
                    stream.flush();
                }
                wake(); // only now: a run before the answer had begun could write nothing, and has used up its wake
            });
        }

        private static void comment(HttpStream stream, String text) {
            if (stream.writable()) {
                stream.write(Bytes.utf8(": " + text + "\n\n"));
                stream.flush();
            }
        }

        private void take(WatchBatch batch, HttpStream stream) {
            revision = batch.revision();
            events = batch.events();
            next = 0;
            if (batch.isProgress()) {
                stream.write(event("progress", new JsonText().beginObject(), revision, id()));
            }
        }

        private Bytes nextChange() {
            WatchEvent change = events.get(next++);
            JsonText json = new JsonText().beginObject().field("key", change.key());
            if (!change.isDeletion()) {
                json.field("value", change.current().value());
            }
            if (request.previousValues()) {
                KeyValue previous = change.previous();
                if (previous == null) {
                    json.absent("previous_value");
                } else {
                    json.field("previous_value", previous.value());
                }
            }
            String id = next == events.size() ? id() : null;
            return event(change.isDeletion() ? "delete" : "put", json, change.revision(), id);
        }

        private Bytes end(WatchItem.Ended ended) {
            JsonText json = new JsonText()
                    .beginObject()
                    .field("code", ErrorCode.of(ended.problem()).name());
            return switch (ended.end()) {
                case COMPACTED -> event("compacted", json.field("message", ended.advice()), ended.revision(), null);
                case OTHER_INCARNATION -> {
                    json.field("incarnation", Incarnations.text(ended.revision()))
                            .field("message", ended.advice());
                    // An empty id makes a browser forget the last one: there is no revision to continue from.
                    yield event("other_incarnation", json, 0, "");
                }
                case CANCELED, OVERLOADED, BROKEN, INVALID_REQUEST -> {
                    revision = Math.max(revision, ended.revision());
                    yield event("canceled", json.field("message", ended.advice()), revision, id());
                }
            };
        }

        private String id() {
            return new EventId(incarnation, revision).toString();
        }

        /** @param id of a revision that is complete with this event, or null if more of it follows */
        private static Bytes event(String name, JsonText json, long revision, @Nullable String id) {
            String data = json.field("revision", revision).end().toBytes().toText();
            return Bytes.utf8((id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + data + "\n\n");
        }
    }
}
