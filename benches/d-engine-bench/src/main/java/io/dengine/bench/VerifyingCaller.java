package io.dengine.bench;

import io.dengine.api.AsyncClient;
import io.dengine.api.KeyValue;
import io.dengine.api.PutOptions;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes a value and reads it back; the two count as one call. */
final class VerifyingCaller implements Caller {
    private final Workload.Put workload;
    private final AsyncClient engine;
    private final LogicalClient client;
    private volatile @Nullable CompletableFuture<?> call;

    VerifyingCaller(Workload.Put workload, AsyncClient engine, LogicalClient client) {
        this.workload = workload;
        this.engine = engine;
        this.client = client;
    }

    @Override
    public void call(Bytes key) {
        Bytes value = EmbeddedTraffic.valueFor(key, workload.value());
        CompletableFuture<Optional<KeyValue>> answer = engine.put(key, value, PutOptions.NONE)
                .thenCompose(written -> engine.get(key, ReadOptions.LINEARIZABLE));
        call = answer;
        var unused = answer.whenComplete((found, failure) -> {
            if (failure != null) {
                client.failed(String.valueOf(failure));
            } else if (found.isEmpty()) {
                client.failed("Write verification failed: key not found");
            } else if (!found.get().value().equals(value)) {
                client.failed("Write verification failed: value mismatch");
            } else {
                client.succeeded();
            }
        });
    }

    @Override
    public void cancel() {
        CompletableFuture<?> current = call;
        if (current != null) {
            current.cancel(false);
        }
    }
}
