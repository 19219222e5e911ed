package io.dengine.core;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A few cores, a lossy network and storage that finishes late, all in one thread and from one seed. It knows what was
 * committed first at each index, and who led each term, and objects to anything else.
 */
final class CoreCluster {
    static final long MILLI = 1_000_000;

    final SplittableRandom random;
    final Map<Integer, Server> servers = new TreeMap<>();
    final Map<Long, Entry> committed = new TreeMap<>();
    final Map<Long, Integer> leaderOfTerm = new TreeMap<>();
    final List<Waiter> completed = new ArrayList<>();
    final List<Waiter> refused = new ArrayList<>();
    final List<Waiter> abandoned = new ArrayList<>();
    final Map<Object, Long> reads = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    final List<InFlight> network = new ArrayList<>();
    final Configuration bootstrap;
    long nowNanos = 10_000 * MILLI;
    double lossRate;
    double duplicateRate;

    record InFlight(int from, int to, Message message) {}

    CoreCluster(long seed, int voters) {
        random = new SplittableRandom(seed);
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= voters; id++) {
            members.add(new Member(id, "node" + id, 0, Member.Role.VOTER));
        }
        bootstrap = new Configuration(0, members);
        for (Member member : members) {
            servers.put(member.id(), new Server(member.id()));
        }
    }

    Server server(int id) {
        Server server = servers.get(id);
        if (server == null) {
            throw new IllegalArgumentException("no server " + id);
        }
        return server;
    }

    /** One node: its core, and what its disk holds. */
    final class Server {
        final int id;
        HardState hardState = HardState.INITIAL.with(Completeness.COMPLETE);
        final List<Entry> disk = new ArrayList<>();
        final ArrayDeque<Effect.Persist> writes = new ArrayDeque<>();

        @Nullable
        RaftCore core;

        boolean isolated;
        long applied;
        int starts;

        Server(int id) {
            this.id = id;
            start();
        }

        RaftCore running() {
            RaftCore running = core;
            if (running == null) {
                throw new IllegalStateException("server " + id + " is down");
            }
            return running;
        }

        void start() {
            List<TermRun> runs = new ArrayList<>();
            List<Entry> configurations = new ArrayList<>();
            for (Entry entry : disk) {
                if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
                    runs.add(new TermRun(entry.index(), entry.term()));
                }
                if (entry.kind() == Entry.Kind.CONFIGURATION) {
                    configurations.add(entry);
                }
            }
            RecoveredLog recovered = new RecoveredLog(
                    hardState, SnapshotMeta.bootstrap(bootstrap), disk.size(), runs, configurations, disk);
            long lease = CoreConfig.safeLeaseNanos(100 * MILLI, 10_000);
            CoreConfig config = new CoreConfig(
                    id,
                    100 * MILLI,
                    200 * MILLI,
                    10 * MILLI,
                    lease,
                    10_000,
                    400,
                    4,
                    1000,
                    Effect.Level.SYNCED,
                    id * 31L + ++starts);
            core = new RaftCore(config, recovered, 0, nowNanos);
            applied = 0;
        }

        void crash() {
            core = null;
            writes.clear();
        }

        void step(Event event) {
            if (core == null) {
                return;
            }
            List<Effect> effects = new ArrayList<>();
            core.step(nowNanos, event, effects);
            effects.forEach(this::execute);
        }

        /** The oldest outstanding write reaches the disk. */
        void finishWrite() {
            Effect.Persist persist = writes.pollFirst();
            if (persist == null) {
                return;
            }
            if (persist.hardState() != null) {
                hardState = persist.hardState();
            }
            while (disk.size() > persist.truncateAfter()) {
                disk.remove(disk.size() - 1);
            }
            for (Entry entry : persist.entries()) {
                if (entry.index() != disk.size() + 1) {
                    throw new AssertionError("gap on disk: " + entry + " after " + disk.size());
                }
                disk.add(entry);
            }
            persist.after().forEach(this::execute);
            step(new Event.Persisted(persist.sequence()));
        }

        private void execute(Effect effect) {
            switch (effect) {
                case Effect.Persist persist -> writes.addLast(persist);
                case Effect.Send send -> {
                    if (send.message().term() > hardState.term()
                            && !(send.message() instanceof Message.PreVote)
                            && !(send.message() instanceof Message.PreVoteReply)) {
                        throw new AssertionError("shows a term that is not durable: " + send);
                    }
                    network.add(new InFlight(id, send.to(), send.message()));
                }
                case Effect.Commit commit -> commit(commit);
                case Effect.StatusChanged changed -> led(changed.status());
                case Effect.Refuse refuse -> refused.addAll(refuse.waiters());
                case Effect.Abandon abandon -> abandoned.addAll(abandon.waiters());
                case Effect.Complete complete -> completed.addAll(complete.waiters());
                case Effect.ReadAt readAt -> readAt.waiters().forEach(waiter -> reads.put(waiter, readAt.index()));
                case Effect.Fetch fetch ->
                    step(new Event.Fetched(
                            fetch.peer(), fetch.exchange(), disk.subList((int) fetch.firstIndex() - 1, (int)
                                    Math.min(fetch.lastIndex(), fetch.firstIndex()))));
                case Effect.LeaseGranted granted -> {}
                case Effect.ConfigurationChanged changed -> {}
                case Effect.SendSnapshot send -> {}
                case Effect.Install install -> {}
                case Effect.Compact compact -> {}
                case Effect.Note note -> {}
            }
        }

        private void led(CoreStatus status) {
            if (status.role() == CoreStatus.RoleName.LEADER) {
                Integer other = leaderOfTerm.putIfAbsent(status.term(), id);
                if (other != null && other != id) {
                    throw new AssertionError("two leaders in term " + status.term() + ": " + other + " and " + id);
                }
            }
        }

        private void commit(Effect.Commit commit) {
            for (long index = applied + 1; index <= commit.commitIndex(); index++) {
                Entry entry = disk.get((int) index - 1);
                Entry first = committed.putIfAbsent(index, entry);
                if (first != null && !first.equals(entry)) {
                    throw new AssertionError("committed twice at " + index + ": " + first + " and " + entry);
                }
            }
            applied = commit.commitIndex();
            for (Effect.Awaited awaited : commit.awaited()) {
                completed.add(awaited.waiter());
            }
            step(new Event.Applied(applied));
        }
    }

    /** Something random happens. */
    void advance() {
        nowNanos += random.nextLong(0, MILLI);
        for (Server server : servers.values()) {
            if (server.core != null && server.core.nextDeadlineNanos() <= nowNanos) {
                server.step(new Event.Tick());
            }
            if (random.nextInt(3) == 0) {
                server.finishWrite();
            }
        }
        for (int i = 0; i < 4 && !network.isEmpty(); i++) {
            deliverOne();
        }
    }

    private void deliverOne() {
        int at = random.nextInt(Math.min(network.size(), 6));
        InFlight sent = random.nextDouble() < duplicateRate ? network.get(at) : network.remove(at);
        Server to = server(sent.to());
        boolean cut = server(sent.from()).isolated || to.isolated;
        if (to.core != null && !cut && random.nextDouble() >= lossRate) {
            to.step(new Event.Received(sent.from(), sent.message()));
        }
    }

    void propose(int id, Waiter waiter) {
        server(id)
                .step(new Event.Proposed(
                        List.of(new Event.Proposal(Bytes.utf8(waiter.toString()), waiter)), nowNanos / MILLI));
    }

    /** The server that leads the highest term and is up, or null. */
    @Nullable
    Server leader() {
        Server best = null;
        long bestTerm = -1;
        for (Server server : servers.values()) {
            if (server.core != null
                    && server.core.status().role() == CoreStatus.RoleName.LEADER
                    && server.core.status().term() > bestTerm) {
                best = server;
                bestTerm = server.core.status().term();
            }
        }
        return best;
    }

    void runMillis(long millis) {
        long end = nowNanos + millis * MILLI;
        while (nowNanos < end) {
            advance();
        }
    }
}
