package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.KeyValue;
import io.dengine.api.Subscription;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The first change of a key after a revision, past or future, that a caller looks for. */
final class NextChange implements WatchListener {
    private final CompletableFuture<KeyValue> change = new CompletableFuture<>();

    private final Predicate<KeyValue> wanted;

    private NextChange(Predicate<KeyValue> wanted) {
        this.wanted = wanted;
    }

    /**
     * Completes with the first change of {@code key} after {@code afterRevision} that is {@code wanted}. Fails if the
     * watch ends, for instance because that revision was compacted.
     */
    static CompletableFuture<KeyValue> of(
            AsyncClient client, Bytes key, long afterRevision, Predicate<KeyValue> wanted) {
        NextChange next = new NextChange(wanted);
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
        batch.events().stream()
                .map(WatchEvent::current)
                .filter(wanted)
                .findFirst()
                .ifPresent(change::complete);
    }

    @Override
    public void onEnd(Throwable reason) {
        change.completeExceptionally(reason);
    }
}
