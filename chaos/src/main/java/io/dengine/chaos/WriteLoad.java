package io.dengine.chaos;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Many clients that write each key once, and retry a write until it is acknowledged. */
final class WriteLoad implements AutoCloseable {
    private static final long CALL_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ChaosCluster cluster;
    private final boolean needsLeader;
    private final long paceMillis;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("write-load").factory());
    private final List<Writer> writers = new ArrayList<>();
    private final CountDownLatch running;
    private final AtomicLong acknowledged = new AtomicLong();
    private final ConcurrentHashMap<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final AckGaps gaps = new AckGaps(System.nanoTime());

    private volatile boolean stopping;
    private volatile Milestone milestone = new Milestone(0, 0);

    /** The first acknowledgement after a point in time by a node other than {@code notBy}. */
    private static final class Milestone {
        final int notBy;
        final long sinceNanos;
        final CountDownLatch reached = new CountDownLatch(1);
        volatile long reachedNanos;

        Milestone(int notBy, long sinceNanos) {
            this.notBy = notBy;
            this.sinceNanos = sinceNanos;
        }
    }

    /** Creates a load over gRPC, to the leader. */
    WriteLoad(ChaosCluster cluster, ChaosPlan plan) {
        this(cluster, plan, new GrpcWrites(cluster));
    }

    WriteLoad(ChaosCluster cluster, ChaosPlan plan, Writes writes) {
        this.cluster = cluster;
        this.needsLeader = writes.needLeader();
        this.paceMillis = plan.writesPerSec() == 0 ? 0 : 1000L * plan.clients() / plan.writesPerSec();
        this.running = new CountDownLatch(plan.clients());
        for (int i = 0; i < plan.clients(); i++) {
            writers.add(new Writer(this, writes, i));
        }
    }

    void start() {
        for (Writer writer : writers) {
            schedule(writer, paceMillis * writer.id() / writers.size());
        }
        if (needsLeader) {
            cluster.leaders().onChange(this::leaveFormerLeaders);
        }
        var unused = clock.scheduleWithFixedDelay(this::cancelOldCalls, 500, 500, TimeUnit.MILLISECONDS);
    }

    static ByteString key(int client, int sequence) {
        return ByteString.copyFromUtf8("load/" + client + "/" + sequence);
    }

    static ByteString value(int client, int sequence) {
        return ByteString.copyFromUtf8("value-" + client + "-" + sequence + "-" + "x".repeat(48));
    }

    void schedule(Writer writer, long delayMillis) {
        if (!clock.isShutdown()) {
            var unused = clock.schedule(writer::send, delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    long paceMillis() {
        return paceMillis;
    }

    boolean isStopping() {
        return stopping;
    }

    void acknowledged(int byNode) {
        long now = System.nanoTime();
        acknowledged.incrementAndGet();
        gaps.acknowledged(now);
        Milestone current = milestone;
        if (byNode != current.notBy && current.reached.getCount() > 0) {
            synchronized (current) {
                if (current.reached.getCount() > 0) {
                    current.reachedNanos = now;
                    current.reached.countDown();
                }
            }
        }
    }

    void failed(String reason) {
        failures.computeIfAbsent(reason, any -> new LongAdder()).increment();
    }

    void ended() {
        running.countDown();
    }

    /** Starts to wait for a write that a node other than {@code notBy} acknowledges. */
    void expectFrom(int notBy) {
        milestone = new Milestone(notBy, System.nanoTime());
    }

    /** Returns the time from {@link #expectFrom} to that write. */
    long awaitMillis(long limitSecs) {
        Milestone current = milestone;
        try {
            if (!current.reached.await(limitSecs, TimeUnit.SECONDS)) {
                throw new ChaosException("no write was acknowledged within " + limitSecs + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
        return TimeUnit.NANOSECONDS.toMillis(current.reachedNanos - current.sinceNanos);
    }

    /** Waits until a write is acknowledged. */
    void awaitFirst(long limitSecs) {
        expectFrom(0);
        long unused = awaitMillis(limitSecs);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Returns the number of calls that failed and were retried. */
    long failures() {
        return failures.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Returns the number of failed calls by reason. */
    Map<String, Long> failuresByReason() {
        Map<String, Long> counts = new TreeMap<>();
        failures.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }

    AckGaps gaps() {
        return gaps;
    }

    int clients() {
        return writers.size();
    }

    /** Returns the number of acknowledged writes of a client: those with smaller sequence numbers. */
    int acknowledgedBy(int client) {
        return writers.get(client).acknowledged();
    }

    /** Returns the revision of an acknowledged write, or 0 if its answer had none. */
    long revision(int client, int sequence) {
        return writers.get(client).revision(sequence);
    }

    /** Returns the number of acknowledged writes of each client. */
    List<Integer> acknowledgedByEach() {
        return writers.stream().map(Writer::acknowledged).toList();
    }

    /** Cancels the calls to nodes that no longer lead, because these calls may hang for a long time. */
    private void leaveFormerLeaders() {
        int leader = cluster.leaders().leadership().nodeId();
        writers.forEach(writer -> writer.cancelUnlessTo(leader));
    }

    private void cancelOldCalls() {
        long now = System.nanoTime();
        writers.forEach(writer -> writer.cancelIfOlderThan(CALL_LIMIT_NANOS, now));
    }

    /** Lets every client finish its write, and waits for that. */
    void finish(long limitSecs) {
        stopping = true;
        try {
            if (!running.await(limitSecs, TimeUnit.SECONDS)) {
                throw new ChaosException(
                        running.getCount() + " writes were not acknowledged within " + limitSecs + " s after the end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
    }

    @Override
    public void close() {
        stopping = true;
        clock.shutdownNow();
    }
}
