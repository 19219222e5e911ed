package io.dengine.chaos.garbage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Strangers on all ports at once, which reconnect whenever they are disconnected. */
public final class Crowd implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong visits = new AtomicLong();
    private volatile boolean ending;

    /**
     * Starts all strangers at once.
     *
     * @param ports the ports that they connect to
     * @param each the number of strangers of each kind at each port
     */
    public Crowd(List<Integer> ports, int each, long seed) {
        for (int port : ports) {
            for (Stranger kind : Stranger.values()) {
                for (int i = 0; i < each; i++) {
                    SplittableRandom random = new SplittableRandom(seed + threads.size());
                    threads.add(Thread.ofVirtual().start(() -> run(kind, port, random)));
                }
            }
        }
    }

    private void run(Stranger kind, int port, SplittableRandom random) {
        while (!ending) {
            visits.incrementAndGet();
            try {
                kind.visit(port, random);
                Thread.sleep(10);
            } catch (IOException e) {
                // The node has disconnected it, as it should.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Returns the number of connections made. */
    public long visits() {
        return visits.get();
    }

    /** Stops all strangers. */
    @Override
    public void close() {
        ending = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
