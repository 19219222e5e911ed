package io.dengine.api;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads a range to its end in as many requests as necessary, all of them at the revision of the first response. */
final class Paging {
    private final AsyncClient client;
    private final RangeQuery query;
    private final ReadOptions options;

    Paging(AsyncClient client, RangeQuery query, ReadOptions options) {
        this.client = client;
        this.query = query;
        this.options = options;
    }

    CompletableFuture<Rows> all() {
        return client.range(query, options).thenCompose(this::rest);
    }

    private CompletableFuture<Rows> rest(Rows soFar) {
        int left = query.limit() - soFar.rows().size();
        if (!soFar.more() || left == 0 || soFar.rows().isEmpty()) {
            return CompletableFuture.completedFuture(soFar);
        }
        return client.range(after(soFar, left), sameAs(soFar)).thenCompose(page -> {
            List<KeyValue> joined = new ArrayList<>(soFar.rows());
            joined.addAll(page.rows());
            return rest(new Rows(joined, soFar.revision(), page.more(), joined.size(), soFar.incarnation()));
        });
    }

    private RangeQuery after(Rows page, int left) {
        return query.limit(left).after(page.rows().get(page.rows().size() - 1).key());
    }

    private ReadOptions sameAs(Rows page) {
        return options.notBefore(page.revision()).asOf(page.revision()).in(page.incarnation());
    }

    Stream<KeyValue> stream() {
        Iterable<KeyValue> rows = Cursor::new;
        return StreamSupport.stream(rows.spliterator(), false);
    }

    /** Iterates over the rows and keeps one page in memory. */
    private final class Cursor implements Iterator<KeyValue> {
        private @Nullable Rows page;
        private int next;
        private int taken;

        @Override
        public boolean hasNext() {
            Rows present = page;
            if (present == null) {
                present = Waiting.on(client.range(query, options));
                page = present;
            } else if (next == present.rows().size() && present.more() && next > 0 && taken < query.limit()) {
                present = Waiting.on(client.range(after(present, query.limit() - taken), sameAs(present)));
                page = present;
                next = 0;
            }
            return next < present.rows().size();
        }

        @Override
        public KeyValue next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the range has no further key");
            }
            taken++;
            return Objects.requireNonNull(page).rows().get(next++);
        }
    }
}
