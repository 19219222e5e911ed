package io.dengine.simulator.run;

import io.dengine.api.AsyncClient;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.simulator.check.Operation;
import io.dengine.simulator.check.RevisionOrder.Change;
import io.dengine.simulator.check.Violation;
import io.dengine.simulator.check.WatchAudit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A watch of the library on all keys that its clients write: each change must arrive once and in order, whatever faults
 * happen.
 */
final class LibraryWatch implements WatchListener {
    private final World world;
    private final History history;
    private final SplittableRandom random;
    private final AsyncClient client;
    private final boolean wantsPrevious;
    private final boolean wantsProgress;
    private final Map<Bytes, Long> last = new HashMap<>();
    private WatchAudit audit;
    private long nextRevision = 1;

    LibraryWatch(World world, History history, SplittableRandom random, AsyncClient client) {
        this.world = world;
        this.history = history;
        this.random = random;
        this.client = client;
        this.wantsPrevious = random.nextBoolean();
        this.wantsProgress = random.nextBoolean();
        this.audit = newAudit();
        begin();
    }

    private WatchAudit newAudit() {
        last.clear();
        return new WatchAudit(
                "the library", history.changes(), key -> key.startsWith(LibraryClient.PREFIX), nextRevision);
    }

    /** Returns whether it has received all expected changes. */
    boolean isComplete() {
        return audit.isComplete();
    }

    private void begin() {
        WatchRequest request = WatchRequest.prefix(LibraryClient.PREFIX).from(nextRevision);
        request = wantsPrevious ? request.withPreviousValues() : request;
        request = wantsProgress ? request.withProgress() : request;
        LibraryClient.hear(world, client.watch(request, this), (begun, failure) -> {
            if (failure != null) {
                again(failure);
            }
        });
    }

    private void again(Throwable reason) {
        if (LibraryClient.known(reason) instanceof EngineException.Compacted compacted) {
            audit.compacted(nextRevision, compacted.oldestRevision());
            nextRevision = Math.max(nextRevision, compacted.oldestRevision());
            audit = newAudit();
        }
        world.scheduler()
                .after(
                        Streams.around(random, 50 * Scheduler.MILLI),
                        () -> world.referee().check(this::begin));
    }

    @Override
    public void onBatch(WatchBatch batch) {
        // An exception of a listener only ends its watch; here it must end the run.
        world.referee().check(() -> {
            world.scheduler()
                    .note("library is told", batch.revision(), batch.events().size());
            if (batch.isProgress()) {
                if (!wantsProgress) {
                    throw new Violation("watch", "the library reports progress, but none was requested");
                }
                audit.progressed(batch.revision());
            } else {
                List<Change> changes = new ArrayList<>();
                batch.events().forEach(event -> changes.add(change(event)));
                audit.delivered(batch.revision(), changes);
            }
            nextRevision = Math.max(nextRevision, batch.revision() + 1);
        });
    }

    private Change change(WatchEvent event) {
        Long before = last.get(event.key());
        long previous = value(event.previous());
        if (before != null && previous != (wantsPrevious ? before : Operation.ABSENT)) {
            throw new Violation("watch", "the library reports " + event + ", but the value before was " + before);
        }
        long value = event.isDeletion() ? Operation.ABSENT : value(event.current());
        last.put(event.key(), value);
        return new Change(event.revision(), event.key(), value);
    }

    private static long value(@Nullable KeyValue row) {
        return row == null ? Operation.ABSENT : Values.number(row.value());
    }

    @Override
    public void onEnd(Throwable reason) {
        world.referee().check(() -> again(reason));
    }
}
