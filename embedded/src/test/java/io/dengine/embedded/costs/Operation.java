package io.dengine.embedded.costs;

import io.dengine.api.AsyncClient;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import java.util.concurrent.CompletableFuture;

/** An operation whose costs are counted. */
enum Operation {
    PUT("put", 300) {
        @Override
        CompletableFuture<?> begin(AsyncClient client, Bytes key) {
            return client.put(key, VALUE);
        }
    },
    LINEARIZABLE_READ("linearizable read", 1_000) {
        @Override
        CompletableFuture<?> begin(AsyncClient client, Bytes key) {
            return client.get(key, ReadOptions.LINEARIZABLE);
        }
    },
    LEASE_READ("lease read", 2_000) {
        @Override
        CompletableFuture<?> begin(AsyncClient client, Bytes key) {
            return client.get(key, ReadOptions.LEASE);
        }
    },
    EVENTUAL_READ("eventual read", 2_000) {
        @Override
        CompletableFuture<?> begin(AsyncClient client, Bytes key) {
            return client.get(key, ReadOptions.EVENTUAL);
        }
    };

    private static final Bytes VALUE = Bytes.wrap(new byte[256]);

    private final String title;
    private final int repetitions;

    Operation(String title, int repetitions) {
        this.title = title;
        this.repetitions = repetitions;
    }

    /** Sends the operation. */
    abstract CompletableFuture<?> begin(AsyncClient client, Bytes key);

    /** Returns its name in the table. */
    String title() {
        return title;
    }

    /** Returns how often one caller repeats it while its costs are counted. */
    int repetitions() {
        return repetitions;
    }
}
