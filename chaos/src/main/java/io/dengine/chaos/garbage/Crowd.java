package io.dengine.chaos.garbage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Strangers at all ports at once, who come back whenever they were cut off. */
public final class Crowd implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong visits = new AtomicLong();
    private volatile boolean ending;

    /**
     * They begin at once.
     *
     * @param ports where they go
     * @param each how many of each kind there are at each port
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
                // It was cut off, as it should be.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** How often somebody has connected. */
    public long visits() {
        return visits.get();
    }

    /** Sends all of them away. */
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
