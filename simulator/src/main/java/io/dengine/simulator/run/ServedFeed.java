package io.dengine.simulator.run;

import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.call.WatchItem;
import io.dengine.engine.RefusedException;
import io.dengine.kv.store.CallProblems;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.store.OtherIncarnationException;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's watch on a node: sends as many items as the client has granted, and large ones in parts. */
final class ServedFeed {
    private static final long PROGRESS_NANOS = 400 * Scheduler.MILLI;

    /** The maximum size of a part, small so that revisions arrive in parts. */
    private static final int PART_BYTES = 40;

    private final ServedClient client;
    private final long id;
    private final WatchRequest request;
    private @Nullable WatchSubscription subscription;
    private long credit;
    private boolean woken;
    private boolean closed;

    ServedFeed(ServedClient client, long id, WatchRequest request) {
        this.client = client;
        this.id = id;
        this.request = request;
    }

    void grant(int items) {
        credit += items;
        pump();
    }

    void begin() {
        KvStore store = client.port().store();
        long present = store.incarnation();
        if (present != 0 && (request.incarnation() == 0 || request.incarnation() == present)) {
            follow();
            return;
        }
        // Either the node or the client lags: the leader knows which.
        var unused = client.port().desk().inHistory(request.incarnation()).whenComplete((known, failure) -> {
            if (failure == null) {
                follow();
            } else {
                client.send(id, CallProblems.endOfWatch(failure));
            }
        });
    }

    private void follow() {
        if (closed || client.isGone()) {
            return;
        }
        WatchHub hub = client.port().store().watchHub();
        long from = request.fromRevision();
        if (from != WatchHub.FROM_NOW && from < hub.oldestRevision()) {
            client.send(id, compacted(hub.oldestRevision()));
            return;
        }
        try {
            WatchSubscription followed = hub.subscribe(
                    WatchTarget.of(request.range()), client.port().store().incarnation(), from, this::wake);
            subscription = followed;
            client.send(id, new WatchItem.Begun(followed.fromRevision() - 1, followed.incarnation()));
        } catch (RefusedException e) {
            client.send(id, CallProblems.endOfWatch(e));
            return;
        }
        pump();
        askForProgress();
    }

    private void askForProgress() {
        client.port().world().scheduler().after(PROGRESS_NANOS, () -> {
            WatchSubscription followed = subscription;
            if (followed != null && !client.isGone()) {
                followed.requestProgress();
                wake();
                askForProgress();
            }
        });
    }

    private void wake() {
        if (!woken) {
            woken = true;
            client.port().world().scheduler().after(client.port().host().pace().stepNanos("reader", false), () -> {
                woken = false;
                pump();
            });
        }
    }

    private void pump() {
        while (subscription != null && credit > 0 && !client.isGone()) {
            WatchMessage message = subscription.poll();
            if (message == null) {
                return;
            }
            WatchItem item = item(message);
            if (item instanceof WatchItem.Changes changes) {
                credit--;
                changes.inParts(PART_BYTES).forEach(part -> client.send(id, part));
            } else if (item != null) {
                client.send(id, item);
            }
        }
    }

    private @Nullable WatchItem item(WatchMessage message) {
        return switch (message) {
            case WatchMessage.Events events -> new WatchItem.Changes(batch(events));
            case WatchMessage.Progress progress ->
                request.progress() ? new WatchItem.Changes(new WatchBatch(progress.revision(), List.of())) : null;
            case WatchMessage.Compacted compacted -> compacted(compacted.oldestRevision());
            case WatchMessage.Canceled canceled ->
                new WatchItem.Ended(WatchItem.End.CANCELED, canceled.lastDeliveredRevision(), "too slow");
            case WatchMessage.OtherIncarnation other ->
                CallProblems.endOfWatch(new OtherIncarnationException(request.incarnation(), other.incarnation()));
        };
    }

    private WatchBatch batch(WatchMessage.Events events) {
        List<WatchEvent> told = new ArrayList<>();
        for (WatchEvent event : events.events()) {
            told.add(new WatchEvent(event.current(), request.previousValues() ? event.previous() : null));
        }
        return new WatchBatch(events.revision(), told);
    }

    private static WatchItem.Ended compacted(long oldestRevision) {
        return new WatchItem.Ended(WatchItem.End.COMPACTED, oldestRevision, "no longer kept");
    }

    void close() {
        closed = true;
        WatchSubscription followed = subscription;
        subscription = null;
        if (followed != null) {
            followed.close();
        }
    }
}
