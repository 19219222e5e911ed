package io.dengine.simulator.explore;

import io.dengine.core.log.Entry;
import io.dengine.core.membership.Configuration;
import io.dengine.core.quorum.Quorum;
import io.dengine.simulator.check.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ghost state: remembers the promises of nodes, even those that the nodes have lost, and reports a violation when
 * one is broken. It knows true time, observes every arrival of a message and every stored entry, and needs no
 * assumptions.
 */
final class Ghost {
    private static final long KEYS = 1_000;

    private final int nodes;

    /** The committed terms by index, from 1; the first node to commit an index determines its term. */
    private long[] committed = new long[0];

    /** The terms of the nodes that first committed the entries: leaders of later terms must have the entries. */
    private long[] committedIn = new long[0];

    private final TreeMap<Long, Integer> leaders = new TreeMap<>();
    private final TreeMap<Long, Integer> votes = new TreeMap<>();

    /** The nodes that ever stored each entry, by {@link #key}. */
    private final TreeMap<Long, Integer> holders = new TreeMap<>();

    /** The true time at which each entry was stamped. */
    private final TreeMap<Long, Long> stampedAt = new TreeMap<>();

    private final @Nullable Promise[] promises;

    /** The newest message of each leader that each node accepted in the leader's term. */
    private final @Nullable Echo[] echoes;

    private final List<ReadWatch> reads = new ArrayList<>();
    private final List<Transferring> transfers = new ArrayList<>();
    private long acknowledgedIndex;
    private long acknowledgements;

    /** An operator has accepted a loss of entries, but no leader has recorded it in the log yet. */
    private boolean lossAccepted;

    /**
     * The term of the last leader that has recorded a loss in the log, or 0: nodes may hold entries that the cluster
     * has discarded since, and what a node does in an earlier term belongs to the log that ended.
     */
    private long lossTerm;

    /** A node's promise to vote for no other node for a while after it heard from a leader. */
    private record Promise(int leader, long term, long heardNanos) {}

    /** The newest accepted message of {@code term}. */
    private record Echo(long term, long sentNanos) {}

    /** A pending read, and the nodes that have accepted a message that its leader sent after the read arrived. */
    private record ReadWatch(int id, int node, long term, long floor, long number, int echoed) {}

    private record Transferring(int leader, long term, int target) {}

    Ghost(int nodes) {
        this.nodes = nodes;
        promises = new @Nullable Promise[nodes + 1];
        echoes = new @Nullable Echo[(nodes + 1) * (nodes + 1)];
    }

    private Ghost(Ghost other) {
        nodes = other.nodes;
        committed = other.committed;
        committedIn = other.committedIn;
        leaders.putAll(other.leaders);
        votes.putAll(other.votes);
        holders.putAll(other.holders);
        stampedAt.putAll(other.stampedAt);
        promises = other.promises.clone();
        echoes = other.echoes.clone();
        reads.addAll(other.reads);
        transfers.addAll(other.transfers);
        acknowledgedIndex = other.acknowledgedIndex;
        acknowledgements = other.acknowledgements;
        lossAccepted = other.lossAccepted;
        lossTerm = other.lossTerm;
    }

    Ghost copy() {
        return new Ghost(this);
    }

    private static long key(long index, long term) {
        return index * KEYS + term;
    }

    long acknowledgedIndex() {
        return acknowledgedIndex;
    }

    /** Returns the number of writes that were acknowledged to clients. */
    long acknowledgements() {
        return acknowledgements;
    }

    boolean lossAccepted() {
        return lossAccepted || lossTerm > 0;
    }

    // ---- elections

    /** Records a vote that a node has sent or stored. */
    void voted(int node, long term, int candidate) {
        if (candidate != 0) {
            Integer before = votes.putIfAbsent(term * KEYS + node, candidate);
            if (before != null && before != candidate) {
                throw new Violation(
                        "one vote", "node " + node + " votes for " + before + " and " + candidate + " in term " + term);
            }
        }
    }

    boolean hasVoted(int node, long term, int candidate) {
        Integer before = votes.get(term * KEYS + node);
        return before != null && before == candidate;
    }

    void leads(ExploredNode node, long term) {
        Integer other = leaders.putIfAbsent(term, node.id);
        if (other != null && other != node.id) {
            throw new Violation("election safety", "nodes " + other + " and " + node.id + " both lead term " + term);
        }
    }

    /** Checks that a new leader has every committed entry, unless it records a loss. */
    void completeLeader(ExploredNode node, List<Entry> log, long base, boolean afterLoss) {
        if (node.term() < lossTerm) {
            return; // it was elected late, in a term of the log that ended
        }
        if (afterLoss && lossAccepted()) {
            lossTerm = node.term();
            lossAccepted = false;
            acknowledgedIndex = Math.min(acknowledgedIndex, base + log.size());
            reads.clear(); // those that are pending may be answered from the log that ends now
            giveUp(log, base);
            return;
        }
        for (long index = Math.max(1, base); index <= committed.length; index++) {
            int at = (int) (index - base) - 1;
            boolean later = committedIn[(int) index - 1] >= node.term();
            boolean held = later || at < 0 || at < log.size() && log.get(at).term() == committed[(int) index - 1];
            if (!held && lossTerm == 0) {
                throw new Violation(
                        "leader completeness",
                        "node " + node.id + " leads term " + node.term() + " without entry " + index + "/"
                                + committed[(int) index - 1]);
            }
        }
    }

    /** Removes the committed entries that the new leader does not have. */
    private void giveUp(List<Entry> log, long base) {
        int kept = (int) Math.min(committed.length, base + log.size());
        committed = Arrays.copyOf(committed, kept);
        committedIn = Arrays.copyOf(committedIn, kept);
        for (Entry entry : log) {
            if (entry.index() <= kept) {
                committed[(int) entry.index() - 1] = entry.term();
            }
        }
    }

    /**
     * Records that {@code node} accepted a message of {@code leader} in the leader's term, which is a promise and a
     * proof of leadership.
     */
    void heard(int node, Flight flight, long term, long nowNanos) {
        promises[node] = new Promise(flight.from(), term, nowNanos);
        int at = node * (nodes + 1) + flight.from();
        Echo before = echoes[at];
        if (before == null || before.term() < term || before.sentNanos() < flight.sentNanos()) {
            echoes[at] = new Echo(term, flight.sentNanos());
        }
        for (int i = 0; i < reads.size(); i++) {
            ReadWatch read = reads.get(i);
            if (read.node() == flight.from() && read.term() == term && flight.number() > read.number()) {
                reads.set(
                        i,
                        new ReadWatch(
                                read.id(), read.node(), term, read.floor(), read.number(), read.echoed() | 1 << node));
            }
        }
    }

    void transferBegins(int leader, long term, int target) {
        transfers.add(new Transferring(leader, term, target));
    }

    /** Checks a node's vote, for itself or for another, against its promise. */
    void grants(int node, int candidate, long term, boolean transfer, long nowNanos) {
        Promise promise = promises[node];
        if (promise == null || nowNanos - promise.heardNanos() >= Bounds.ELECTION_NANOS) {
            return;
        }
        // The leader of the preceding term has started the transfer; the promise was to that leader or to one that it
        // had replaced.
        boolean handedOver = transfer
                && promise.term() < term
                && transfers.stream().anyMatch(begun -> begun.term() == term - 1 && begun.target() == candidate);
        boolean same = promise.leader() == candidate && promise.term() == term;
        if (!handedOver && !same) {
            throw new Violation(
                    "promise",
                    "node " + node + " votes for " + candidate + " in term " + term + " although it heard leader "
                            + promise.leader() + " of term " + promise.term() + " "
                            + (nowNanos - promise.heardNanos()) / Bounds.MILLI + " ms ago");
        }
    }

    // ---- the log

    void stored(int node, long index, long term) {
        holders.merge(key(index, term), 1 << node, (one, other) -> one | other);
    }

    /**
     * Checks and records the time stamp of an entry: between two entries, the clock of the log advances at most by the
     * true time plus the drift.
     */
    void stamped(List<Entry> log, Entry entry, long nowNanos) {
        for (Entry before : log) {
            Long at = stampedAt.get(key(before.index(), before.term()));
            if (at == null || before.timeMillis() == 0) {
                continue;
            }
            long most = (nowNanos - at) + (nowNanos - at) / 1_000_000 * Bounds.DRIFT_PARTS_PER_MILLION;
            long moved = (entry.timeMillis() - before.timeMillis()) * Bounds.MILLI;
            if (moved > most + 2 * Bounds.MILLI) {
                throw new Violation(
                        "replicated clock",
                        "from entry " + before.id() + " to " + entry.id() + " it advances " + moved / Bounds.MILLI
                                + " ms, in true time " + (nowNanos - at) / Bounds.MILLI + " ms");
            }
        }
        if (entry.kind() == Entry.Kind.COMMAND) {
            stampedAt.put(key(entry.index(), entry.term()), nowNanos);
        }
    }

    /**
     * Checks and records the entries that a node considers committed: a quorum must have stored them before the first
     * node commits them.
     */
    void commits(ExploredNode node, Configuration members, long from, long to) {
        if (node.term() < lossTerm) {
            return; // of the log that ended
        }
        for (long index = from; index <= to; index++) {
            long term = node.disk.termAt(index);
            if (index <= committed.length) {
                if (term >= 0 && committed[(int) index - 1] != term && lossTerm == 0) {
                    throw new Violation(
                            "state machine safety",
                            "node " + node.id + " commits " + index + "/" + term + ", others "
                                    + committed[(int) index - 1]);
                }
                continue;
            }
            committed = Arrays.copyOf(committed, (int) index);
            committed[(int) index - 1] = term;
            committedIn = Arrays.copyOf(committedIn, (int) index);
            committedIn[(int) index - 1] = node.term();
            int holding = holders.getOrDefault(key(index, term), 0);
            if (new Quorum().reached(members, id -> holding >> id & 1) < 1) {
                throw new Violation(
                        "stored before committed",
                        "node " + node.id + " commits " + index + "/" + term + ", which only " + names(holding)
                                + " have ever stored");
            }
        }
    }

    /** Records that a client received the acknowledgement of its write. */
    void acknowledges(ExploredNode node, long index) {
        acknowledgements++;
        if (node.term() >= lossTerm) {
            acknowledgedIndex = Math.max(acknowledgedIndex, index);
        }
    }

    // ---- reads

    void readBegins(int id, int node, long term, long number) {
        reads.add(new ReadWatch(id, node, term, acknowledgedIndex, number, 0));
    }

    void readEnds(int id) {
        reads.removeIf(read -> read.id() == id);
    }

    /**
     * Checks that a node answers a read from a state that is recent enough, and that is not of a log that ended before.
     *
     * @param index the index that the state must have applied
     * @param commitIndex what the node considered committed before, and may have applied
     */
    void readAt(ExploredNode node, Configuration members, int id, long index, long commitIndex) {
        for (ReadWatch read : List.copyOf(reads)) {
            if (read.id() != id) {
                continue;
            }
            if (index < read.floor()) {
                throw new Violation(
                        "linearizable read",
                        "node " + node.id + " answers at " + index + ", but " + read.floor()
                                + " was acknowledged before the read began");
            }
            if (contradicts(node, commitIndex)) {
                throw new Violation(
                        "read of a lost log",
                        "node " + node.id + " answers from a state at " + commitIndex
                                + " with entries that the cluster has discarded before the read began");
            }
            if (node.leads()) {
                long proven = new Quorum().reached(members, peer -> peer == node.id ? 1 : read.echoed() >> peer & 1);
                if (proven < 1) {
                    throw new Violation(
                            "credited round",
                            "leader " + node.id + " of term " + node.term() + " answers a read, but only "
                                    + names(read.echoed()) + " have accepted a message that it sent since");
                }
            }
            reads.remove(read);
        }
    }

    /**
     * Checks a leader lease: a quorum must have accepted a message that the leader sent at or after the lease's start.
     */
    void leaseGranted(ExploredNode node, Configuration members, long term, long untilNanos) {
        long sentNanos = untilNanos - Bounds.LEASE_NANOS;
        long proven = new Quorum().reached(members, peer -> {
            Echo echo = echoes[peer * (nodes + 1) + node.id];
            boolean taken = echo != null && echo.term() == term && echo.sentNanos() >= sentNanos;
            return peer == node.id || taken ? 1 : 0;
        });
        if (proven < 1) {
            throw new Violation(
                    "credited round",
                    "leader " + node.id + " of term " + term + " holds a lease since " + sentNanos / Bounds.MILLI
                            + " ms, but no quorum has accepted a message that it sent since");
        }
    }

    private static List<Integer> names(int mask) {
        List<Integer> names = new ArrayList<>();
        for (int id = 1; id < Integer.SIZE; id++) {
            if ((mask >> id & 1) == 1) {
                names.add(id);
            }
        }
        return names;
    }

    // ---- losses

    void acceptsLoss() {
        lossAccepted = true;
    }

    /**
     * Returns whether the entries that a node considers committed differ from those that the cluster continues with.
     */
    boolean contradicts(ExploredNode node, long commitIndex) {
        if (!lossAccepted()) {
            return false;
        }
        if (node.disk.base().index() > committed.length || commitIndex > committed.length) {
            return true;
        }
        for (long index = 1; index <= commitIndex; index++) {
            long term = node.disk.termAt(index);
            if (term >= 0 && term != committed[(int) index - 1]) {
                return true;
            }
        }
        return false;
    }

    long fingerprint(List<Flight> flights) {
        long sum = ObjectGraph.mix(Arrays.hashCode(committed) * 31L + Arrays.hashCode(committedIn), acknowledgedIndex);
        sum = ObjectGraph.mix(sum, leaders.hashCode());
        sum = ObjectGraph.mix(sum, votes.hashCode());
        sum = ObjectGraph.mix(sum, holders.hashCode());
        sum = ObjectGraph.mix(sum, stampedAt.hashCode());
        sum = ObjectGraph.mix(sum, Arrays.hashCode(promises));
        sum = ObjectGraph.mix(sum, Arrays.hashCode(echoes));
        sum = ObjectGraph.mix(sum, transfers.hashCode() + (lossAccepted ? 1 : 0) + 2 * lossTerm);
        for (ReadWatch read : reads) {
            sum = ObjectGraph.mix(sum, read.node() * KEYS + read.echoed());
            sum = ObjectGraph.mix(sum, read.term() * KEYS + read.floor());
            for (Flight flight : flights) {
                sum = sum * 2 + (flight.number() > read.number() ? 1 : 0);
            }
            sum = ObjectGraph.mix(sum, 1);
        }
        return sum;
    }
}
