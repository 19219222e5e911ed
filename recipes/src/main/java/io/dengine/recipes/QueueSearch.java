package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first element of a queue that has no claim.
 *
 * <p>Keys are ordered by priority, then by hint. The search looks for the smallest create revision in the first
 * priority that has an unclaimed element. A hint is always earlier than the create revision of its key, so the search
 * can stop where hints reach the best create revision so far: no later key was created earlier.
 */
final class QueueSearch {
    private static final int PAGE_ROWS = 64;

    private final AsyncClient client;
    private final QueueKeys keys;
    private final ReadOptions options;
    private final Set<Bytes> claimed = new HashSet<>();
    private @Nullable KeyValue best;
    private String bestPriority = "";

    /**
     * The result of a search.
     *
     * @param oldest the oldest state that was read; a watch from there on misses nothing
     */
    record Found(Optional<KeyValue> item, Rows oldest) {}

    private QueueSearch(AsyncClient client, QueueKeys keys, ReadOptions options) {
        this.client = client;
        this.keys = keys;
        this.options = options;
    }

    static CompletableFuture<Found> run(AsyncClient client, QueueKeys keys, ReadOptions options) {
        return new QueueSearch(client, keys, options).readClaims();
    }

    private CompletableFuture<Found> readClaims() {
        RangeQuery all = RangeQuery.of(keys.claims()).keysOnly();
        return client.scan(all, options).thenCompose(rows -> {
            rows.rows().forEach(row -> claimed.add(keys.itemOf(row.key())));
            RangeQuery first = RangeQuery.of(keys.items()).keysOnly().limit(PAGE_ROWS);
            // A later state is acceptable: a claim that is missed is noticed when the same element is claimed again.
            return readPage(first, anyNode(rows), rows);
        });
    }

    private CompletableFuture<Found> readPage(RangeQuery query, ReadOptions pageOptions, Rows oldest) {
        return client.range(query, pageOptions).thenCompose(page -> {
            if (isSettledBy(page) || !page.more() || page.rows().isEmpty()) {
                return CompletableFuture.completedFuture(new Found(Optional.ofNullable(best), oldest));
            }
            KeyValue last = page.rows().get(page.rows().size() - 1);
            return readPage(query.after(last.key()), anyNode(page).asOf(page.revision()), oldest);
        });
    }

    private static ReadOptions anyNode(Rows seen) {
        return ReadOptions.EVENTUAL.notBefore(seen.revision()).in(seen.incarnation());
    }

    /** Returns true if no later row can come before the best one so far. */
    private boolean isSettledBy(Rows page) {
        for (KeyValue row : page.rows()) {
            long hint = keys.hintOf(row.key());
            if (hint < 0) {
                continue;
            }
            String priority = keys.priorityOf(row.key());
            if (best != null && (!priority.equals(bestPriority) || hint >= best.createRevision())) {
                return true;
            }
            boolean better = best == null || row.createRevision() < best.createRevision();
            if (better && !claimed.contains(row.key())) {
                best = row;
                bestPriority = priority;
            }
        }
        return false;
    }
}
