package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreConfig;
import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect.Level;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.simulator.check.CommitOracle;
import io.dengine.simulator.check.ElectionLedger;
import io.dengine.simulator.check.MembershipLedger;
import io.dengine.simulator.check.RoundLedger;
import io.dengine.simulator.check.StorageLedger;
import io.dengine.simulator.check.Violation;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Observes every node and reports the first violation. It owns the reference state: its own store, which applies each
 * entry when the first node applies it.
 */
final class Referee {
    private final Scheduler scheduler;
    private final ElectionLedger elections = new ElectionLedger();
    private final RoundLedger rounds;
    private final boolean clocksCount;
    private final Swarm swarm;
    private final long[] electionNanosOf;
    private final boolean[] looksLater;
    private List<SimHost> hosts = List.of();
    private final MembershipLedger membership;
    private final Level level;
    private final Map<Long, StorageLedger> disks = new HashMap<>();
    private final long[] diskOf;
    private final long[] appliedBy;
    private History history;
    private TrueLog log;

    /** The life before this one, if its voters lost power. */
    private @Nullable FormerLife former;

    private Consumer<Entry> incarnationListener = entry -> {};
    private final Recording recording;
    private IntConsumer leaderListener = node -> {};
    private @Nullable Violation violation;

    Referee(Scheduler scheduler, Swarm swarm, Configuration bootstrap, History history, Recording recording) {
        this.scheduler = scheduler;
        this.recording = recording;
        this.level = swarm.level();
        this.clocksCount = !swarm.schedule().wildClocks();
        this.rounds = new RoundLedger();
        this.swarm = swarm;
        this.electionNanosOf = new long[swarm.nodes() + 1];
        this.looksLater = new boolean[swarm.nodes() + 1];
        this.membership = new MembershipLedger(bootstrap);
        this.history = history;
        this.log = new TrueLog(history.truth().machine());
        this.diskOf = new long[swarm.nodes() + 1];
        this.appliedBy = new long[swarm.nodes() + 1];
    }

    /** Calls {@code listener} after each committed entry with which another incarnation begins. */
    void onIncarnation(Consumer<Entry> listener) {
        incarnationListener = listener;
    }

    /** Takes over the state of a backup: these entries of another cluster have led to it. */
    void restores(List<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            log().applied(0, entry);
            enter(entry);
        }
        log.endIncarnation();
    }

    /** Sets the history that records what is committed and answered from now on. */
    void records(History next) {
        history = next;
    }

    /**
     * Records that the voters lose power: what was committed may be lost, but for the entries that a majority has
     * synced, up to {@code syncedIndex}.
     *
     * @param next the history of the next life, without any entry yet
     */
    void losesPower(History next, long syncedIndex) {
        former = new FormerLife(log, elections.newestLed(), syncedIndex, swarm.nodes(), new FormerLife.Witness() {
            @Override
            public boolean mayBeCommitted(Entry entry) {
                return membership.mayCommit(entry.index(), member -> everHeld(member, entry));
            }

            @Override
            public void committed(Entry entry) {
                membership.committed(entry);
            }
        });
        history = next;
        log = new TrueLog(next.truth().machine());
    }

    /** Returns whether the log of a node is still that of a former life, so that the cluster may have to replace it. */
    boolean isOfFormerLife(int node) {
        return former != null && !former.remains().isLeftBehindBy(storage(node));
    }

    /** Returns the life before this one, or null in the first life. */
    @Nullable
    FormerLife former() {
        return former;
    }

    /**
     * Records that a machine's monotonic clock lost {@code nanos}: expiry by the log's clock may be later by this time.
     */
    void stoodStill(long nanos) {
        history.times().stoodStill(nanos);
    }

    /** Records that a machine's monotonic clock stands still up to a time. */
    void standsStill(long nowNanos, long untilNanos) {
        history.times().standsStill(nowNanos, untilNanos);
    }

    /** Records that a process with these settings starts on a node. */
    void starts(int node, CoreConfig config) {
        electionNanosOf[node] = config.electionMinNanos();
    }

    /** Records that a node has a new disk. */
    void newDisk(int node, long storageId) {
        diskOf[node] = storageId;
        disks.put(storageId, new StorageLedger(node, level));
        elections.forgotten(node);
        rounds.forgotten(node);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Returns the recording of cores and disks, for the comparison with the model. */
    Recording recording() {
        return recording;
    }

    ElectionLedger elections() {
        return elections;
    }

    RoundLedger rounds() {
        return rounds;
    }

    /** Sets the machines whose leases are checked. */
    void watch(List<SimHost> all) {
        hosts = all;
    }

    /** Records a message that a node passes to the network. */
    void sent(int from, int to, Message message) {
        recording.sent(from, to, message);
        elections.sent(from, to, message);
        rounds.sent(from, to, message, scheduler.nowNanos());
        switch (message) {
            case Message.AppendAccepted accepted -> storage(from).acknowledges(accepted.matchIndex());
            case Message.SnapshotReply reply ->
                storage(from).acknowledges(reply.held().index());
            default -> {}
        }
    }

    /** Records that a message, sent at {@code sentNanos}, is delivered to a node. */
    void arrives(int from, int to, PeerMessage message, long sentNanos) {
        long term = elections.durableOf(to).term();
        RoundLedger.Passage passage = new RoundLedger.Passage(from, to, sentNanos, scheduler.nowNanos());
        switch (message) {
            case PeerMessage.Protocol protocol -> rounds.taken(passage, protocol.message(), term);
            case PeerMessage.SnapshotBegin begin -> {
                if (begin.term() >= term) {
                    rounds.took(passage, begin.term(), begin.round());
                }
            }
            default -> {}
        }
    }

    /** Checks a node's leader lease if it holds one now. */
    void lease(SimHost host) {
        SimHost.Process process = host.process();
        if (clocksCount
                && process != null
                && !host.pace().isSuspended()
                && process.node().leaseHeld()) {
            long nowNanos = scheduler.nowNanos();
            long term = process.node().status().term();
            long electionNanos = electionNanosOf[host.id()];
            long leaseNanos = Math.min(swarm.leaseNanos(electionNanos), swarm.promiseNanos(electionNanos));
            check(() -> rounds.holdsLease(host.id(), term, nowNanos - leaseNanos, nowNanos));
            long sinceNanos = rounds.confirmedSince(host.id(), term);
            if (sinceNanos < RoundLedger.ALWAYS) {
                lookAtTheEnd(host, sinceNanos + leaseNanos + 1);
            }
        }
    }

    /**
     * Checks a lease again at the time when it must have ended: any thread may read under it, also while the core has
     * no work.
     */
    private void lookAtTheEnd(SimHost host, long endNanos) {
        if (!looksLater[host.id()] && endNanos > scheduler.nowNanos()) {
            looksLater[host.id()] = true;
            scheduler.at(endNanos, () -> {
                looksLater[host.id()] = false;
                lease(host);
            });
        }
    }

    /**
     * Checks that a leader that answers a read, requested at {@code calledNanos}, has confirmed its leadership since
     * then.
     */
    void readConfirmed(int leader, long term, long calledNanos) {
        check(() -> rounds.confirms(leader, term, calledNanos, scheduler.nowNanos()));
    }

    StorageLedger storage(int node) {
        return Objects.requireNonNull(disks.get(diskOf[node]));
    }

    /** Returns the members of the newest committed configuration. */
    Configuration members() {
        return membership.current();
    }

    /** Returns whether a node is the only voter in the newest committed configuration. */
    boolean votesAlone(int node) {
        return members().voterCount() == 1 && members().isVoter(node);
    }

    /**
     * Checks that a node that is about to write entries has already made the term of the last one durable. Does not
     * check the mark that the cluster was founded.
     */
    void writing(int node, List<Entry> entries) {
        HardState durable = elections.durableOf(node);
        long term = entries.get(entries.size() - 1).term();
        if (durable.term() < term) {
            throw new Violation(
                    "hard state first",
                    "node " + node + " writes entries of term " + term + ", but has stored term " + durable.term());
        }
    }

    /** Returns whether a node is a member but has lost the disk that the members know. */
    boolean hasLostItsDisk(int node) {
        Member member = members().member(node);
        return member != null && member.storageId() != 0 && member.storageId() != diskOf[node];
    }

    MembershipLedger membership() {
        return membership;
    }

    CommitOracle log() {
        return log.entries();
    }

    /** The first violation, stored here because nodes catch exceptions of their stages. */
    @Nullable
    Violation violation() {
        return violation;
    }

    void object(Violation found) {
        if (violation == null) {
            violation = found;
        }
    }

    private Violation objection(Violation found) {
        object(found);
        return found;
    }

    /** Calls {@code listener} for each new leader. */
    void onLeader(IntConsumer listener) {
        leaderListener = listener;
    }

    void statusChanged(int node, CoreStatus status) {
        scheduler.note(status.role().name(), node, status.term());
        if (status.role() == RoleName.LEADER) {
            check(() -> elections.leads(node, status.term()));
            check(() -> membership.leads(node, diskOf[node]));
            history.times().elected(status.term(), scheduler.nowNanos());
            rounds.leads(node, status.term(), swarm.promiseNanos(electionNanosOf[node]));
            hosts.forEach(this::lease);
            leaderListener.accept(node);
        }
    }

    /** Runs a check inside a node, which would otherwise treat the violation as its own fault. */
    void check(Runnable rule) {
        try {
            rule.run();
        } catch (Violation found) {
            throw objection(found);
        }
    }

    /** Checks the log that a node has recovered at its start. */
    void recovered(int node, RecoveredLog recovered, ObservedLog.Surviving surviving) {
        StorageLedger storage = storage(node);
        long surely = switch (surviving) {
            case WRITTEN -> storage.writtenLast();
            case SYNCED -> storage.durableLast();
            case NOTHING -> 0;
        };
        check(() -> elections.durable(node, recovered.hardState()));
        check(() -> storage.recovered(recovered.base().index(), recovered.lastIndex(), recovered.termRuns(), surely));
        appliedBy[node] = 0;
        if (former != null) {
            former.starts(node);
        }
    }

    /**
     * Checks that a node may compact its log, in part or completely: the entries are committed and in a stored
     * snapshot.
     */
    void compacting(int node, SnapshotMeta base, List<SnapshotStore.Stored> stored) {
        boolean covered = !stored.isEmpty() && stored.get(0).meta().index() >= base.index();
        if (!covered || !isCommitted(base.last())) {
            throw new Violation(
                    "compaction", "node " + node + " compacts up to " + base.last() + " with snapshots " + stored);
        }
    }

    private boolean isCommitted(EntryId id) {
        boolean inThisLife = id.index() <= log().lastIndex() && log().termAt(id.index()) == id.term();
        return inThisLife || former != null && former.contains(id);
    }

    /** Checks a state that a node has restored from a snapshot. */
    void restored(int node, long index, long stateHash) {
        scheduler.note("restored", node, index);
        appliedBy[node] = index;
        check(() -> {
            if (former != null && former.restored(node, index, stateHash, log)) {
                return;
            }
            if (index > log().lastIndex()) {
                throw new Violation(
                        "state machine safety",
                        "node " + node + " restores a state at " + index + ", but only " + log().lastIndex()
                                + " entries were ever applied");
            }
            log.reached(node, index, stateHash);
        });
    }

    /** Checks an entry that a node is about to apply. */
    void applying(int node, Entry entry) {
        long before = appliedBy[node];
        if (entry.index() != before + 1) {
            throw objection(new Violation(
                    "applied in order", "node " + node + " applies " + entry.index() + " after " + before));
        }
        appliedBy[node] = entry.index();
        check(() -> {
            if (former != null) {
                if (former.goesOn(node, entry, log)) {
                    return;
                }
                former.leaves(node, before, entry, log, this::enter);
            }
            if (log().applied(node, entry)) {
                committed(entry);
            }
        });
    }

    /**
     * Records the entry that the first node applies, and that is therefore committed: a quorum must have it at the
     * promised level, permanently.
     */
    private void committed(Entry entry) {
        membership.committed(entry);
        if (!membership.mayCommit(entry.index(), member -> holds(member, entry))) {
            throw new Violation(
                    "stored before committed",
                    entry.id() + " is applied, but of " + members() + " only "
                            + members().members().stream()
                                    .filter(member -> holds(member, entry))
                                    .map(Member::id)
                                    .toList()
                            + " have ever stored it");
        }
        long incarnation = history.truth().incarnation();
        enter(entry);
        boolean isOther = history.truth().incarnation() != incarnation && entry.index() > 1;
        if (isOther || entry.isAfterLoss()) {
            incarnationListener.accept(entry);
        }
    }

    private void enter(Entry entry) {
        history.committed(entry, log.apply(entry));
    }

    /** Returns the ledger of the disk with which a configuration names this member, or null. */
    @Nullable
    StorageLedger diskOf(Member member) {
        return disks.get(member.storageId() == 0 ? diskOf[member.id()] : member.storageId());
    }

    private boolean everHeld(Member member, Entry entry) {
        StorageLedger disk = diskOf(member);
        return disk != null && disk.everHeldOrLost(entry.index(), entry.term());
    }

    private boolean holds(Member member, Entry entry) {
        StorageLedger disk = diskOf(member);
        return disk != null && disk.everHeld(entry.index(), entry.term());
    }

    /** Returns the log that a node applies: that of this life, or of the former one. */
    private TrueLog logOf(int node) {
        return former == null ? log : former.logOf(node, log);
    }

    /** Checks the reply of a node's state machine to an entry. */
    void answered(int node, long index, Bytes reply) {
        check(() -> logOf(node).answered(node, index, reply));
    }

    /** Checks a node's state hash at a multiple of {@link ObservedMachine#COMPARED_EVERY}. */
    void reached(int node, long index, long stateHash) {
        check(() -> logOf(node).reached(node, index, stateHash));
    }

    /** Returns the hash of the state that every node must reach at the end. */
    long trueStateHash() {
        return log.stateHash();
    }
}
