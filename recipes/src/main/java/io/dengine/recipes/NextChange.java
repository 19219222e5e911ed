package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.KeyValue;
import io.dengine.api.Subscription;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import java.util.concurrent.CompletableFuture;

/** The first change of a key after a revision, past or future. */
final class NextChange implements WatchListener {
    private final CompletableFuture<KeyValue> change = new CompletableFuture<>();

    private NextChange() {}

    /**
     * Completes with the first change of {@code key} after {@code afterRevision}. Fails if the watch ends, for instance
     * because that revision was compacted.
     */
    static CompletableFuture<KeyValue> of(AsyncClient client, Bytes key, long afterRevision) {
        NextChange next = new NextChange();
        CompletableFuture<Subscription> begun =
                client.watch(WatchRequest.key(key).from(afterRevision + 1), next);
        var unused = begun.whenComplete((watch, failure) -> {
            if (failure != null) {
                next.onEnd(failure);
            } else {
                var also = next.change.whenComplete((value, end) -> watch.close());
            }
        });
        return next.change;
    }

    @Override
    public void onBatch(WatchBatch batch) {
        batch.events().stream().findFirst().ifPresent(event -> change.complete(event.current()));
    }

    @Override
    public void onEnd(Throwable reason) {
        change.completeExceptionally(reason);
    }
}
