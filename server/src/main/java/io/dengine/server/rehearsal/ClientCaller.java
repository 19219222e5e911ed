package io.dengine.server.rehearsal;

import io.dengine.api.AsyncClient;
import io.dengine.api.Compare;
import io.dengine.api.KeyRange;
import io.dengine.api.Operation;
import io.dengine.api.PutOptions;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Transaction;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client of the native protocol. It sends mostly writes, and now and then every other kind of request. */
public final class ClientCaller {
    private static final Bytes VALUE = Bytes.wrap(new byte[256]);
    private static final Duration TTL = Duration.ofSeconds(5);

    private final AsyncClient client;
    private final Calls calls;

    public ClientCaller(AsyncClient client, Calls calls) {
        this.client = client;
        this.calls = calls;
    }

    /** Starts the next call and returns at once. */
    public void next() {
        long number = calls.take();
        if (number < 0) {
            return;
        }
        CompletableFuture<?> unused = call(number).handleAsync((answer, failure) -> {
            next();
            return answer;
        });
    }

    private CompletableFuture<?> call(long number) {
        Bytes key = Bytes.utf8("key-" + number % 20_000);
        return switch ((int) (number % 32)) {
            case 1, 5 -> client.get(key, ReadOptions.LINEARIZABLE);
            case 2 -> client.get(key, ReadOptions.LEASE);
            case 3 -> client.get(key, ReadOptions.EVENTUAL);
            case 4 -> client.getAll(List.of(key, VALUE), ReadOptions.LINEARIZABLE);
            case 6 -> client.range(RangeQuery.prefix("key-1").limit(20), ReadOptions.LINEARIZABLE);
            case 7 -> client.compareAndSwap(key, null, VALUE);
            case 8 -> client.delete(key);
            case 9 -> client.deleteRange(KeyRange.single(key));
            case 10 -> client.put(key, VALUE, PutOptions.ttl(TTL));
            case 11 ->
                client.transact(Transaction.when(Compare.present(key))
                        .then(new Operation.Put(key, VALUE, 0, 0), new Operation.Get(key))
                        .otherwise(new Operation.Put(key, VALUE, 0, 0)));
            case 12 ->
                client.grantLease(TTL)
                        .thenCompose(lease -> client.put(key, VALUE, PutOptions.lease(lease))
                                .thenCompose(written -> lease.renew())
                                .thenCompose(renewed -> lease.revoke()));
            default -> client.put(key, VALUE);
        };
    }
}
