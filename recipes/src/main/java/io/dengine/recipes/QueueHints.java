package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Compare;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.Transaction;
import io.dengine.bytes.Bytes;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Provides the hints for new elements of a queue: revisions earlier than those at which the elements are stored, but
 * recent, because a consumer's search reads on until it meets hints that are later than what it has found.
 *
 * <p>A revision means nothing in another incarnation of the cluster, where it may lie in the future. So a hint is valid
 * only while the origin key holds the same random name as when the hint was seen: an incarnation that starts empty does
 * not have that name, and one that starts from a backup has only later revisions.
 */
final class QueueHints {
    private final AsyncClient client;
    private final Bytes origin;
    private final AtomicReference<@Nullable Hint> newest = new AtomicReference<>();

    /** A revision, and the name that the origin key held at it. */
    record Hint(Bytes originName, long revision) {}

    QueueHints(AsyncClient client, Bytes origin) {
        this.client = client;
        this.origin = origin;
    }

    CompletableFuture<Hint> next() {
        Hint known = newest.get();
        return known != null ? CompletableFuture.completedFuture(known) : ask();
    }

    /** Gives the queue a name, unless it has one, and returns a fresh hint. */
    private CompletableFuture<Hint> ask() {
        Bytes name = Bytes.utf8(UUID.randomUUID().toString());
        Transaction naming = Transaction.when(Compare.absent(origin))
                .then(new Operation.Put(origin, name))
                .otherwise(new Operation.Get(origin));
        return client.transact(naming).thenApply(result -> {
            List<KeyValue> present =
                    result.succeeded() ? List.of() : result.results().get(0).rows();
            Hint seen = new Hint(present.isEmpty() ? name : present.get(0).value(), result.revision());
            newest.set(seen);
            return seen;
        });
    }

    Compare isValid(Hint hint) {
        return Compare.value(origin, Compare.Operator.EQUAL, hint.originName());
    }

    /** Records that the store reached this revision while {@code valid} was valid. */
    void saw(Hint valid, long revision) {
        newest.accumulateAndGet(new Hint(valid.originName(), revision), QueueHints::newer);
    }

    private static @Nullable Hint newer(@Nullable Hint known, @Nullable Hint seen) {
        boolean isOlder = known != null
                && seen != null
                && known.originName().equals(seen.originName())
                && known.revision() > seen.revision();
        return isOlder ? known : seen;
    }

    /** Forgets a hint that turned out to be invalid. */
    void forget(Hint invalid) {
        Hint known = newest.get();
        if (known != null && known.originName().equals(invalid.originName())) {
            newest.compareAndSet(known, null);
        }
    }
}
