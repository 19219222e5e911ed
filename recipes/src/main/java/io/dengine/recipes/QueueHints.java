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
 * The revisions that elements of a queue are put with: earlier ones than those at which they are stored, and fresh, for
 * takers read on until hints are later than what they found.
 *
 * <p>A revision says nothing in another history of the cluster, where it may lie in the future. So a hint is valid only
 * while a key holds the random name that it held when the hint was seen: a history that begins with nothing does not
 * have that name, and one that begins with a backup has only later revisions.
 */
final class QueueHints {
    private final AsyncClient client;
    private final Bytes origin;
    private final AtomicReference<@Nullable Hint> newest = new AtomicReference<>();

    /** A revision, and the name that the queue had at it. */
    record Hint(Bytes originName, long revision) {}

    QueueHints(AsyncClient client, Bytes origin) {
        this.client = client;
        this.origin = origin;
    }

    CompletableFuture<Hint> next() {
        Hint known = newest.get();
        return known != null ? CompletableFuture.completedFuture(known) : ask();
    }

    /** Names the queue, unless it has a name. */
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

    /** While {@code valid} was valid, the store reached this revision. */
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

    /** It has turned out not to be valid. */
    void forget(Hint invalid) {
        Hint known = newest.get();
        if (known != null && known.originName().equals(invalid.originName())) {
            newest.compareAndSet(known, null);
        }
    }
}
