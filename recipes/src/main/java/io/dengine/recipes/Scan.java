package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads a whole range at one revision, in as many answers as that takes. */
final class Scan {
    private Scan() {}

    static CompletableFuture<Rows> all(AsyncClient client, RangeQuery query, ReadOptions options) {
        return client.range(query, options).thenCompose(first -> rest(client, query, options, first));
    }

    private static CompletableFuture<Rows> rest(AsyncClient client, RangeQuery query, ReadOptions options, Rows soFar) {
        if (!soFar.more() || soFar.rows().isEmpty()) {
            return CompletableFuture.completedFuture(soFar);
        }
        KeyValue last = soFar.rows().get(soFar.rows().size() - 1);
        ReadOptions same = options.notBefore(soFar.revision())
                .asOf(soFar.revision())
                .in(soFar.incarnation());
        return client.range(query.after(last.key()), same).thenCompose(page -> {
            List<KeyValue> joined = new ArrayList<>(soFar.rows());
            joined.addAll(page.rows());
            Rows both = new Rows(joined, soFar.revision(), page.more(), joined.size(), soFar.incarnation());
            return rest(client, query, options, both);
        });
    }
}
