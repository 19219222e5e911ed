package io.dengine.core.protocol;

import io.dengine.core.CoreConfig;
import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.core.Reason;
import io.dengine.core.Waiter;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.membership.Configuration;
import io.dengine.core.quorum.Quorum;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a node that does not depend on its role. The transitions between roles are here, because each of them
 * must settle the pending requests of the old role.
 */
final class CoreState {
    final CoreConfig config;
    final LogView log;
    final ConfigurationHistory configurations;
    final Outbox outbox;
    final Quorum quorum = new Quorum();
    final Disks disks = new Disks();
    final Prng prng;

    /** Draws the names of histories: 63 random bits, as good as the seed. */
    final Prng incarnations;

    long nowNanos;
    long term;
    int votedFor;
    Role role;

    /** The highest index known to be committed that the local log holds at the acknowledged level. */
    long commitIndex;

    /**
     * The highest index that a leader has reported as committed and matching; {@link #commitIndex} follows as the local
     * log persists.
     */
    long commitTarget;

    long appliedIndex;

    final Loss loss;

    /** The promise to elect no other leader for a while after this node heard from one. */
    final Promise promise;

    /** The time at which this node starts an election, unless it hears from a leader. */
    long electionDeadlineNanos;

    final ReplicatedClock clock;

    /** The last request id assigned; starts at a random number so that ids do not repeat after a restart. */
    long lastRequestId;

    /** The last replication exchange assigned; grows over all terms in which this node leads. */
    long lastExchange;

    /**
     * The snapshot that is replacing the log, or null. Meanwhile nothing else may change the log, whatever the role
     * becomes.
     */
    @Nullable
    Installation installation;

    private CoreStatus published;

    /** The sender of the snapshot that is being installed, and the data for the answer. */
    record Installation(int from, long exchange, long round) {}

    CoreState(CoreConfig config, RecoveredLog recovered, long appliedIndex, long nowNanos) {
        this.config = config;
        this.log = new LogView(recovered);
        this.configurations = new ConfigurationHistory(recovered);
        this.outbox = new Outbox(config.acknowledgedLevel());
        this.prng = new Prng(config.seed());
        this.incarnations = new Prng(~config.seed());
        this.nowNanos = nowNanos;
        this.term = recovered.hardState().term();
        this.votedFor = recovered.hardState().votedFor();
        // What was applied was committed, even if a leader that lacks it says otherwise.
        this.commitIndex = Math.max(recovered.base().index(), Math.min(appliedIndex, recovered.lastIndex()));
        this.commitTarget = commitIndex;
        this.appliedIndex = commitIndex;
        this.role = new Role.Follower(CoreStatus.NO_LEADER);
        this.loss = new Loss(this, recovered);
        this.promise =
                new Promise(config.electionMinNanos(), recovered.hardState().promiseNanos(), nowNanos);
        if (log.lastId().term() > term) {
            // A snapshot was stored, and the term was not stored after it. No vote was cast in a term that was never
            // stored.
            setHardState(log.lastId().term(), HardState.NOBODY);
        }
        // The promise not to elect another leader is in memory only, so a node that may have given one waits for it to
        // end. A node that never ran has given none, and one that has always been the only voter has given it to
        // itself.
        boolean mayHavePromised = term > 0 && !configurations.hasOnlyVoter(self());
        if (mayHavePromised) {
            promise.assume(nowNanos);
        }
        loss.acceptIfAlone();
        this.electionDeadlineNanos =
                configurations.hasOnlyVoter(self()) ? nowNanos : deadlineFrom(promise.untilNanos());
        this.clock = new ReplicatedClock(config, clockMillisOf(recovered), nowNanos);
        this.lastRequestId = prng.between(0, 1L << 62);
        this.published = new CoreStatus(RoleName.FOLLOWER, term, CoreStatus.NO_LEADER, false);
        this.published = status();
    }

    private static long clockMillisOf(RecoveredLog recovered) {
        List<Entry> tail = recovered.tail();
        long base = recovered.base().timeMillis();
        return tail.isEmpty() ? base : Math.max(base, tail.get(tail.size() - 1).timeMillis());
    }

    Configuration configuration() {
        return configurations.current();
    }

    int self() {
        return config.nodeId();
    }

    /** Returns whether {@code id} leads the current term, as far as this node knows: only a leader may give orders. */
    boolean follows(int id) {
        return role instanceof Role.Follower follower && follower.leaderId == id;
    }

    boolean isOnlyVoter() {
        return configuration().isVoter(self()) && configuration().voterCount() == 1 && !isFenced(self());
    }

    /**
     * Returns the largest value that a quorum of the configuration in force has reached: votes, match indexes, rounds.
     * What this node grants and holds itself counts only if it has the disk by which the members know it, as for any
     * other node: a member with its id and another disk may exist, and may have voted or acknowledged otherwise.
     */
    long reachedByQuorum(Quorum.MemberValue value) {
        boolean fenced = isFenced(self());
        return quorum.reached(configuration(), id -> fenced && id == self() ? 0 : value.of(id));
    }

    boolean mayCampaign() {
        return configurations.mayLead(self(), disks.of(self()), commitIndex)
                && loss.mayHelpElect(log.lastId())
                && canReadUncommitted()
                && installation == null;
    }

    /**
     * Returns whether this node can read the entries that are not known to be committed, as far as it knows. A leader
     * must: no snapshot includes them, so it could not send them to the others in any other way.
     */
    boolean canReadUncommitted() {
        return log.lastUnreadable() <= commitIndex;
    }

    /** Returns whether a node has proven not to be the member with its id. */
    boolean isFenced(int id) {
        return configuration().fence(id, disks.of(id)) != null;
    }

    /** Returns the status as of the end of the last step. */
    CoreStatus published() {
        return published;
    }

    /** Returns the status: the one that was published last if nothing has changed. */
    private CoreStatus status() {
        return switch (role) {
            case Role.Follower follower ->
                published.with(
                        configuration().isVoter(self()) ? RoleName.FOLLOWER : RoleName.LEARNER,
                        term,
                        follower.leaderId,
                        false);
            case Role.PreCandidate preCandidate ->
                published.with(RoleName.PRE_CANDIDATE, term, CoreStatus.NO_LEADER, false);
            case Role.Candidate candidate -> published.with(RoleName.CANDIDATE, term, CoreStatus.NO_LEADER, false);
            case Role.Leader leader -> published.with(RoleName.LEADER, term, self(), commitIndex >= leader.noopIndex);
        };
    }

    /** Emits the status if it differs from the one that was published last. */
    void publishStatus() {
        CoreStatus present = status();
        if (!present.equals(published)) {
            published = present;
            outbox.add(new Effect.StatusChanged(present));
        }
    }

    void resetElectionDeadline() {
        electionDeadlineNanos = deadlineFrom(Math.max(promise.untilNanos(), nowNanos + config.electionMinNanos()));
    }

    private long deadlineFrom(long earliestNanos) {
        return earliestNanos + prng.between(0, config.electionMaxNanos() - config.electionMinNanos());
    }

    /** Raises the term, or casts the vote of this term. The outbox holds messages back until this is durable. */
    void setHardState(long newTerm, int newVotedFor) {
        term = newTerm;
        votedFor = newVotedFor;
        storeHardState();
    }

    /** Stores what this node must remember over a restart, in the order of the log's other writes. */
    void storeHardState() {
        outbox.hardState(hardState());
    }

    private HardState hardState() {
        return new HardState(term, votedFor, loss.completeness(), promise.storedNanos());
    }

    /** Promises a leader of this term, which this node just heard from, to elect no other one for that time. */
    void promise(long askedNanos) {
        if (promise.give(askedNanos, nowNanos)) {
            storeHardState();
        }
        resetElectionDeadline();
    }

    /**
     * Becomes a follower of {@code leaderId} in {@code newTerm} from any role, and settles the pending requests of that
     * role.
     */
    void becomeFollower(long newTerm, int leaderId) {
        if (newTerm > term) {
            setHardState(newTerm, HardState.NOBODY);
        }
        settleRole();
        role = new Role.Follower(leaderId);
        resetElectionDeadline();
    }

    void become(Role newRole) {
        settleRole();
        role = newRole;
    }

    private void settleRole() {
        switch (role) {
            case Role.Follower follower -> refuseReads(follower);
            case Role.PreCandidate preCandidate -> {}
            case Role.Candidate candidate -> {}
            case Role.Leader leader -> settleLeader(leader);
        }
    }

    /** Refuses the pending reads of a follower that lost its leader. Reads have no effect, so a refusal is final. */
    void refuseReads(Role.Follower follower) {
        List<Waiter> reads = new ArrayList<>(follower.askedReads);
        reads.addAll(follower.waitingReads);
        follower.askedReads.clear();
        follower.waitingReads.clear();
        if (!reads.isEmpty()) {
            outbox.add(new Effect.Refuse(reads, Reason.LEADERSHIP_LOST));
        }
    }

    private void settleLeader(Role.Leader leader) {
        outbox.add(new Effect.LeaseGranted(term, Long.MIN_VALUE, Long.MAX_VALUE));
        List<Waiter> reads = new ArrayList<>();
        leader.openReads.forEach(batch -> addLocal(batch.waiters(), reads));
        addLocal(leader.waitingReads, reads);
        if (!reads.isEmpty()) {
            outbox.add(new Effect.Refuse(reads, Reason.LEADERSHIP_LOST));
        }
        List<Waiter> abandoned = new ArrayList<>();
        leader.awaited.forEach(entry -> abandoned.add(entry.waiter()));
        if (leader.awaitedChange != null) {
            abandoned.add(leader.awaitedChange.waiter());
        }
        if (!abandoned.isEmpty()) {
            outbox.add(new Effect.Abandon(abandoned));
        }
        Role.Transfer transfer = leader.transfer;
        if (transfer != null && transfer.waiter != null) {
            // If the target was asked to take over, losing leadership is the success of the transfer.
            outbox.add(
                    transfer.sent
                            ? new Effect.Complete(List.of(transfer.waiter))
                            : new Effect.Refuse(List.of(transfer.waiter), Reason.TRANSFER_FAILED));
        }
    }

    private static void addLocal(List<Waiter> waiters, List<Waiter> target) {
        for (Waiter waiter : waiters) {
            if (!(waiter instanceof Role.RemoteRead)) {
                target.add(waiter);
            }
        }
    }

    /**
     * Returns whether this node's log has the entry {@code held}, as far as it can tell. It has everything before its
     * own snapshot index.
     */
    boolean holds(EntryId held) {
        boolean before = held.index() < log.base().index();
        return before || log.hasTermAt(held.index()) && log.termAt(held.index()) == held.term();
    }

    /** Raises the commit index as far as target and local log allow, and emits what became committed. */
    void advanceCommit() {
        long index = Math.min(commitTarget, log.persistedIndex());
        if (index <= commitIndex) {
            return;
        }
        long first = commitIndex + 1;
        commitIndex = index;
        long cachedFirst = Math.max(first, log.cachedFirst());
        List<Entry> cached = cachedFirst <= index ? log.cached(cachedFirst, index, Long.MAX_VALUE) : List.of();
        List<Effect.Awaited> awaited = new ArrayList<>();
        if (role instanceof Role.Leader leader) {
            while (!leader.awaited.isEmpty() && leader.awaited.getFirst().index() <= index) {
                awaited.add(leader.awaited.removeFirst());
            }
        }
        outbox.add(new Effect.Commit(index, cached, awaited));
        Configuration configuration = configuration();
        if (configuration.index() >= first && configuration.index() <= index) {
            outbox.add(new Effect.ConfigurationChanged(configuration, true));
        }
    }
}
