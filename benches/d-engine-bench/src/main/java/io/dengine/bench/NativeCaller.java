package io.dengine.bench;

import io.dengine.api.AsyncClient;
import io.dengine.api.PutOptions;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Makes calls with this project's client library. */
final class NativeCaller implements Caller {
    private final Workload workload;
    private final AsyncClient connected;
    private final LogicalClient client;
    private volatile @Nullable CompletableFuture<?> call;

    NativeCaller(Workload workload, AsyncClient connected, LogicalClient client) {
        this.workload = workload;
        this.connected = connected;
        this.client = client;
    }

    @Override
    public void call(Bytes key) {
        CompletableFuture<?> answer = switch (workload) {
            case Workload.Put put -> connected.put(key, put.value(), PutOptions.NONE);
            case Workload.Get get -> connected.get(key, new ReadOptions(get.level(), 0, 0));
        };
        call = answer;
        var unused = answer.whenComplete((result, failure) -> {
            if (failure != null) {
                client.failed(String.valueOf(failure));
            } else if (workload instanceof Workload.Get get
                    && get.mustExist()
                    && result instanceof Optional<?> found
                    && found.isEmpty()) {
                client.failed("the key is absent");
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
