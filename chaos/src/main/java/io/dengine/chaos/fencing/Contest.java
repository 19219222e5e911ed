package io.dengine.chaos.fencing;

import io.dengine.api.Client;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A contest of two processes: the holder is paused until the other process has taken over. */
public final class Contest {
    private static final long WORK_MILLIS = 300;
    private static final long LIMIT_SECS = 60;

    private final Client observer;
    private final Contender.Kind kind;
    private final List<String> endpoints;
    private final Writes writes = new Writes();
    private final List<Long> takeOverMillis = new ArrayList<>();
    private final List<Long> learntMillis = new ArrayList<>();
    private long refused;
    private long believed;

    /** The writes to the resource. The watch's thread records them, any thread reads them. */
    private static final class Writes implements WatchListener {
        private long count;
        private long greatestToken;
        private long lastRevision;
        private long byFormerHolders;
        private @Nullable Throwable end;

        @Override
        public synchronized void onBatch(WatchBatch batch) {
            for (WatchEvent event : batch.events()) {
                long token = Long.parseLong(event.current().valueText());
                count++;
                byFormerHolders += token < greatestToken ? 1 : 0;
                greatestToken = Math.max(greatestToken, token);
                lastRevision = event.revision();
            }
        }

        @Override
        public synchronized void onEnd(Throwable reason) {
            end = reason;
        }

        synchronized boolean hasSeen(long revision) {
            if (end != null) {
                throw new IllegalStateException("the watch of the resource has ended", end);
            }
            return lastRevision >= revision;
        }

        synchronized long count() {
            return count;
        }

        synchronized long byFormerHolders() {
            return byFormerHolders;
        }
    }

    /** Creates a contest on the cluster that {@code observer} is connected to. */
    public Contest(Client observer, Contender.Kind kind, List<String> endpoints) {
        this.observer = observer;
        this.kind = kind;
        this.endpoints = List.copyOf(endpoints);
    }

    /** Runs all rounds. */
    public Contest run(int rounds) throws IOException {
        var watching = observer.watch(WatchRequest.key(Contender.RESOURCE), writes);
        try (ContenderProcess one = new ContenderProcess(kind, endpoints);
                ContenderProcess other = new ContenderProcess(kind, endpoints)) {
            ContenderProcess holder = firstOf(one, other);
            for (int round = 0; round < rounds; round++) {
                holder = round(holder, holder == one ? other : one);
            }
        }
        awaitLastWrite();
        watching.close();
        return this;
    }

    private static ContenderProcess firstOf(ContenderProcess one, ContenderProcess other) {
        // The first process to acquire is the holder; pausing the other one while it waits would test nothing.
        while (true) {
            if (one.hasSaid("held")) {
                return one;
            }
            if (other.hasSaid("held")) {
                return other;
            }
            rest(1);
        }
    }

    private ContenderProcess round(ContenderProcess holder, ContenderProcess next) {
        rest(WORK_MILLIS);
        long stopped = System.nanoTime();
        holder.stop();
        String[] held = next.await("held");
        takeOverMillis.add(millisSince(stopped));
        rest(WORK_MILLIS);
        long resumed = System.nanoTime();
        holder.resume();
        String[] refusal = holder.await("refused");
        learntMillis.add(millisSince(resumed));
        holder.await("lost");
        if (Long.parseLong(refusal[1]) >= Long.parseLong(held[1])) {
            throw new IllegalStateException("the token " + held[1] + " is not greater than " + refusal[1]);
        }
        refused++;
        believed += Boolean.parseBoolean(refusal[2]) ? 1 : 0;
        return next;
    }

    private void awaitLastWrite() {
        long last = observer.getLinearizable(Contender.RESOURCE.toUtf8())
                .orElseThrow()
                .modRevision();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECS);
        while (!writes.hasSeen(last)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the watch of the resource lags behind");
            }
            rest(1);
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Returns the number of writes that the store accepted. */
    public long writes() {
        return writes.count();
    }

    /** Returns the number of accepted writes with a smaller token than an earlier write: writes of a former holder. */
    public long writesByFormerHolders() {
        return writes.byFormerHolders();
    }

    /** Returns the number of rejected writes of former holders. */
    public long refused() {
        return refused;
    }

    /**
     * Returns the number of times that a former holder still believed to be the holder immediately before its write.
     */
    public long believed() {
        return believed;
    }

    /** Returns the times from the pause of a holder to the next acquisition, one for each round. */
    public List<Long> takeOverMillis() {
        return takeOverMillis;
    }

    /** Returns the times from the resumption of a holder to its rejection, one for each round. */
    public List<Long> learntMillis() {
        return learntMillis;
    }
}
