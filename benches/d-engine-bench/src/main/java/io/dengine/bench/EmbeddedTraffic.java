package io.dengine.bench;

import io.dengine.api.AsyncClient;
import io.dengine.bytes.Bytes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Calls to the engine in this process. A few threads begin the clients' first calls, because the engine answers on the
 * calling thread if it can; otherwise a thread of the engine answers and begins the client's next call.
 */
final class EmbeddedTraffic implements Traffic {
    private final Workload workload;
    private final AsyncClient engine;
    private final boolean verifyWrites;
    private final ExecutorService threads;

    /** @param verifyWrites true if each write is read back before it counts */
    EmbeddedTraffic(Workload workload, AsyncClient engine, boolean verifyWrites) {
        this.workload = workload;
        this.engine = engine;
        this.verifyWrites = verifyWrites;
        this.threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    }

    @Override
    public Caller caller(int index, LogicalClient client) {
        return verifyWrites && workload instanceof Workload.Put put
                ? new VerifyingCaller(put, engine, client)
                : new NativeCaller(workload, engine, client);
    }

    @Override
    public void begin(LogicalClient client) {
        threads.execute(client::next);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Returns the value of a key. It ends with the key, so that no other key's value can be mistaken for it. */
    static Bytes valueFor(Bytes key, Bytes filler) {
        byte[] value = filler.toArray();
        int from = Math.max(0, value.length - key.length());
        key.slice(0, value.length - from).copyTo(value, from);
        return Bytes.wrap(value);
    }
}
