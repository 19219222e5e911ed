package io.dengine.server.console;

import io.dengine.api.ReadLevel;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeStatus;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.StageLoad;
import io.dengine.engine.port.Room;
import io.dengine.node.LocalNode;
import io.dengine.server.metrics.HistogramWindow;
import io.netty.channel.EventLoopGroup;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a sample of a node once a second, on a thread of its own, from {@link #start} to {@link #close}. */
public final class Sampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final Observed parts;
    private final Workers workers;
    private final SlowLog slow = new SlowLog();
    private final GcWatch collections = new GcWatch();
    private final HistogramWindow writes;
    private final HistogramWindow confirmed;
    private final HistogramWindow syncs;
    private final Rate[] reads;
    private final Rate applied;
    private final Rate watchEvents;
    private final Rate refused;
    private final Rate appendedBytes;
    private final Samples samples = new Samples();
    private final ScheduledExecutorService thread;
    private long lookedNanos;

    /** @param loops the event loops of the node */
    public Sampler(Observed parts, EventLoopGroup loops) {
        this.parts = parts;
        this.workers = new Workers(loops);
        this.writes = new HistogramWindow(parts.meter().writes());
        this.confirmed = new HistogramWindow(parts.meter().reads());
        this.syncs = new HistogramWindow(parts.meter().syncs());
        this.reads = new Rate[ReadLevel.values().length];
        for (ReadLevel level : ReadLevel.values()) {
            reads[level.ordinal()] = new Rate(parts.node().reads().of(level));
        }
        this.applied = new Rate(parts.node().node().appliedIndex());
        this.watchEvents = new Rate(parts.node().store().watchHub().deliveredEvents());
        this.refused = new Rate(parts.meter().refusals());
        this.appendedBytes = new Rate(parts.meter().appendedBytes());
        this.thread = Executors.newSingleThreadScheduledExecutor(task ->
                Thread.ofPlatform().name("d-engine-console").daemon(true).unstarted(task));
    }

    /** Starts to take samples. */
    public void start() {
        lookedNanos = System.nanoTime();
        workers.look(parts.node().stageLoads(), lookedNanos, 1);
        ScheduledFuture<?> unused = thread.scheduleAtFixedRate(this::publish, 1, 1, TimeUnit.SECONDS);
    }

    /** Returns the samples taken. */
    public Samples samples() {
        return samples;
    }

    private void publish() {
        try {
            samples.publish(take().toJson());
        } catch (RuntimeException e) {
            LOG.warn("a sample for the console could not be taken", e);
        }
    }

    private Sample take() {
        long nowNanos = System.nanoTime();
        long elapsedNanos = Math.max(1, nowNanos - lookedNanos);
        lookedNanos = nowNanos;
        LocalNode node = parts.node();
        NodeStatus status = node.node().nodeStatus();
        List<StageLoad> loads = node.stageLoads();
        List<GcWatch.Pause> pauses = collections.take();
        List<Sample.Worker> work = workers.look(loads, nowNanos, elapsedNanos);
        return new Sample(
                System.currentTimeMillis(),
                TimeUnit.NANOSECONDS.toMillis(elapsedNanos),
                self(),
                raft(status),
                load(elapsedNanos),
                disk(status, elapsedNanos),
                jvm(pauses, elapsedNanos),
                clients(status),
                work,
                peers(status),
                slow.look(loads, pauses));
    }

    private Sample.Self self() {
        return new Sample.Self(
                parts.nodeId(),
                parts.address(),
                parts.version(),
                ProcessHandle.current().pid(),
                ManagementFactory.getRuntimeMXBean().getUptime());
    }

    private Sample.Raft raft(NodeStatus status) {
        CoreStatus core = status.core();
        Configuration configuration = parts.node().configuration();
        int voters = configuration.voterCount();
        return new Sample.Raft(
                core.role().name().toLowerCase(Locale.ROOT),
                core.ready(),
                core.term(),
                core.leaderId(),
                status.leaderChanges(),
                status.commitIndex(),
                status.appliedIndex(),
                parts.node().node().isRecovering(),
                voters,
                configuration.members().size() - voters);
    }

    private Sample.Load load(long elapsedNanos) {
        LocalNode node = parts.node();
        return new Sample.Load(
                flow(writes, elapsedNanos),
                flow(confirmed, elapsedNanos),
                reads(ReadLevel.LINEARIZABLE, elapsedNanos),
                reads(ReadLevel.LEASE, elapsedNanos),
                reads(ReadLevel.EVENTUAL, elapsedNanos),
                applied.perSecond(node.node().appliedIndex(), elapsedNanos),
                node.store().watchHub().subscriptionCount(),
                watchEvents.perSecond(node.store().watchHub().deliveredEvents(), elapsedNanos),
                refused.perSecond(parts.meter().refusals(), elapsedNanos));
    }

    private double reads(ReadLevel level, long elapsedNanos) {
        return reads[level.ordinal()].perSecond(parts.node().reads().of(level), elapsedNanos);
    }

    private static Sample.Flow flow(HistogramWindow window, long elapsedNanos) {
        window.look();
        return new Sample.Flow(window.count() * 1e9 / elapsedNanos, window.quantile(0.5), window.quantile(0.99));
    }

    private Sample.Disk disk(NodeStatus status, long elapsedNanos) {
        Room room = parts.node().node().room();
        return new Sample.Disk(
                flow(syncs, elapsedNanos),
                appendedBytes.perSecond(parts.meter().appendedBytes(), elapsedNanos),
                status.unsyncedEntries(),
                room.freeBytes(),
                room.reserveBytes(),
                !room.isAmple());
    }

    private Sample.Jvm jvm(List<GcWatch.Pause> pauses, long elapsedNanos) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long pausedMillis = pauses.stream().mapToLong(GcWatch.Pause::tookMillis).sum();
        long longestMillis =
                pauses.stream().mapToLong(GcWatch.Pause::tookMillis).max().orElse(0);
        return new Sample.Jvm(
                workers.processors(elapsedNanos),
                Runtime.getRuntime().availableProcessors(),
                heap.getUsed(),
                heap.getMax(),
                workers.threadCount(),
                pauses.size() * 1e9 / elapsedNanos,
                pausedMillis,
                longestMillis);
    }

    private Sample.Clients clients(NodeStatus status) {
        return new Sample.Clients(
                parts.connections().getAsInt(),
                parts.calls().underWay(),
                status.queues().requests(),
                parts.maxRequests(),
                parts.memory().usedBytes(),
                parts.memory().limitBytes());
    }

    private List<Sample.Peer> peers(NodeStatus status) {
        Configuration configuration = parts.node().configuration();
        List<Sample.Peer> peers = new ArrayList<>();
        for (PeerProgress peer : status.peers()) {
            Member member = configuration.member(peer.peerId());
            peers.add(new Sample.Peer(
                    peer.peerId(),
                    member == null ? "" : member.address(),
                    member == null ? "" : member.role().name().toLowerCase(Locale.ROOT),
                    peer.flow().mode().name().toLowerCase(Locale.ROOT),
                    peer.heard(),
                    peer.matchIndex(),
                    peer.flow().nextIndex(),
                    peer.flow().inFlight(),
                    peer.lagEntries(),
                    peer.roundTripNanos() < 0 ? -1 : peer.roundTripNanos() * 1e-6));
        }
        return peers;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        collections.close();
    }
}
