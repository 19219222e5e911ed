package io.dengine.chaos.mixed;

import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The events of a watch. The watch's thread records them, any thread reads them. */
public final class Tape implements WatchListener {
    /** A change of a key. */
    public record Change(String key, boolean deletion, long revision) {}

    private final List<Change> changes = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
    private long lastRevision;
    private long disorder;

    @Override
    public synchronized void onBatch(WatchBatch batch) {
        disorder += batch.revision() <= lastRevision ? 1 : 0;
        lastRevision = batch.revision();
        for (WatchEvent event : batch.events()) {
            changes.add(new Change(event.current().keyText(), event.isDeletion(), event.revision()));
        }
    }

    @Override
    public void onEnd(Throwable reason) {
        end.set(reason);
    }

    /** Returns the newest revision whose changes were received. */
    public synchronized long lastRevision() {
        return lastRevision;
    }

    /** Returns the number of batches that were not newer than the previous one. */
    public synchronized long disorder() {
        return disorder;
    }

    public synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Returns the revision of the newest change of a key with {@code prefix}; 0 if there is none. */
    public long lastRevisionBelow(String prefix) {
        return changes().stream()
                .filter(change -> change.key().startsWith(prefix))
                .mapToLong(Change::revision)
                .max()
                .orElse(0);
    }

    /** Returns the reason why the watch ended, or null if it has not ended. */
    public @Nullable Throwable end() {
        return end.get();
    }
}
