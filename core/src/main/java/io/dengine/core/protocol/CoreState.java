package io.dengine.core.protocol;

import io.dengine.core.CoreConfig;
import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.core.Reason;
import io.dengine.core.log.Completeness;
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
 * What a node knows whatever its role. The transitions between roles are here, because each of them must settle what
 * the old role still owed.
 */
final class CoreState {
    /** For so many of the longest election timeouts a loss may be accepted on other nodes too, before one leads. */
    private static final int PATIENCE = 5;

    final CoreConfig config;
    final LogView log;
    final ConfigurationHistory configurations;
    final Outbox outbox;
    final Quorum quorum = new Quorum();
    final Disks disks = new Disks();
    final Prng prng;

    /** Names of histories: 63 bits of chance, as good as the seed is. */
    final Prng incarnations;

    long nowNanos;
    long term;
    int votedFor;
    Role role;

    /** The highest index known to be committed that the local log holds at the acknowledged level. */
    long commitIndex;

    /** What a leader has told to be committed and to match; {@link #commitIndex} follows as the local log persists. */
    long commitTarget;

    long appliedIndex;

    /** What this node may say of what it once held. */
    private Completeness completeness;

    /**
     * An operator has accepted that what may be missing is gone, or no other node can have it. Ends with the recovery,
     * or with the process.
     */
    private boolean lossAccepted;

    /** Until then this node leaves it to others to lead, if any of them objects: the longest log should win. */
    private long patientUntilNanos;

    /** When this node last heard from a leader of its term: for a minimum election timeout it elects nobody else. */
    long leaderHeardNanos;

    /** When this node starts an election, unless a leader speaks. */
    long electionDeadlineNanos;

    final ReplicatedClock clock;

    /** The last request id given out; starts at random so that a restart does not repeat any. */
    long lastRequestId;

    /** The last session of replication given out; grows over all terms that this node leads. */
    long lastSession;

    /** A snapshot is replacing the log; whatever the role becomes meanwhile, nothing else may touch the log. */
    @Nullable
    Installation installation;

    private CoreStatus published;

    /** Who offered the snapshot that is being installed, and how to answer. */
    record Installation(int from, long session, long round) {}

    CoreState(CoreConfig config, RecoveredLog recovered, long appliedIndex, long nowNanos) {
        this.config = config;
        this.log = new LogView(recovered);
        this.configurations = new ConfigurationHistory(recovered);
        this.outbox = new Outbox(config.acknowledgedLevel());
        this.prng = new Prng(config.seed());
        this.incarnations = new Prng(~config.seed());
        this.nowNanos = nowNanos;
        this.completeness = recovered.hardState().completeness();
        this.term = recovered.hardState().term();
        this.votedFor = recovered.hardState().votedFor();
        // What was applied was committed, whatever a leader may say that lacks it.
        this.commitIndex = Math.max(recovered.base().index(), Math.min(appliedIndex, recovered.lastIndex()));
        this.commitTarget = commitIndex;
        this.appliedIndex = commitIndex;
        this.role = new Role.Follower(CoreStatus.NO_LEADER);
        if (log.lastId().term() > term) {
            // A snapshot was stored, and then no term any more. No vote was cast in a term that was never stored.
            setHardState(log.lastId().term(), HardState.NOBODY);
        }
        // The only voter has nobody to ask: it goes on, and reports what it lost.
        this.lossAccepted = completeness == Completeness.TAIL_LOST && isOnlyVoter();
        // The promise not to elect another leader lives in memory only, so a node that may have given one waits for it
        // to end. One that never ran has given none, and one that has always voted alone has given it to itself.
        boolean mayHavePromised = term > 0 && !configurations.hasOnlyVoter(self());
        this.leaderHeardNanos = mayHavePromised ? nowNanos : nowNanos - config.electionMinNanos();
        this.electionDeadlineNanos = configurations.hasOnlyVoter(self())
                ? nowNanos
                : leaderHeardNanos + prng.between(config.electionMinNanos(), config.electionMaxNanos());
        this.clock = new ReplicatedClock(config, clockMillisOf(recovered), nowNanos);
        this.lastRequestId = prng.between(0, 1L << 62);
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

    /** Whether {@code id} leads the current term, as far as this node knows: only a leader may give orders. */
    boolean follows(int id) {
        return role instanceof Role.Follower follower && follower.leaderId == id;
    }

    boolean isOnlyVoter() {
        return configuration().isVoter(self()) && configuration().voterCount() == 1;
    }

    boolean mayCampaign() {
        return configurations.mayLead(self(), disks.of(self()), commitIndex)
                && mayHelpElect(log.lastId())
                && installation == null;
    }

    /** Whether entries that this node acknowledged may be gone: it neither votes nor counts. */
    boolean isRecovering() {
        return completeness != Completeness.COMPLETE && !lossAccepted;
    }

    /** Whether it is unknown if this node lacks entries, accepted or not. */
    boolean lacksEntries() {
        return completeness != Completeness.COMPLETE;
    }

    /** Whether this node takes part although acknowledged entries may be gone: what it helps to elect must say so. */
    boolean hasAcceptedLoss() {
        return lossAccepted;
    }

    /** Whether this node should lead only if no voter objects. */
    boolean isPatient() {
        return lossAccepted && nowNanos < patientUntilNanos;
    }

    void acceptLoss(Object rider) {
        if (completeness == Completeness.COMPLETE) {
            outbox.add(new Effect.Refuse(List.of(rider), Reason.NOTHING_LOST));
            return;
        }
        if (!lossAccepted) {
            lossAccepted = true;
            patientUntilNanos = nowNanos + PATIENCE * config.electionMaxNanos();
            outbox.add(new Effect.Note(Effect.Topic.LOSS_ACCEPTED, self(), log.lastIndex(), term));
        }
        outbox.add(new Effect.Complete(List.of(rider)));
    }

    /**
     * Whether this node's vote may make a leader of somebody with such a log. Who holds nothing, and does not know
     * whether it ever held something, may not decide between those who hold something.
     */
    boolean mayHelpElect(EntryId candidateLast) {
        if (lossAccepted) {
            return true;
        }
        return switch (completeness) {
            case COMPLETE -> true;
            case BLANK -> log.lastIndex() == 0 && candidateLast.index() == 0;
            case INCOMPLETE, TAIL_LOST -> false;
        };
    }

    /**
     * The cluster begins with the leader of this term, so no node can have held anything before. Stored before the
     * leader's first entry is, here as on all nodes that have elected it: whatever a crash leaves of a cluster that has
     * just begun, those that have begun it can elect each other.
     */
    void beginWithCluster() {
        if (completeness == Completeness.BLANK && log.lastIndex() == 0) {
            setCompleteness(Completeness.COMPLETE);
            outbox.add(new Effect.Note(Effect.Topic.CLUSTER_BEGUN, self(), 0, term));
        }
    }

    /** A leader has shown that this disk is older than what it has acknowledged. */
    void forgot(long provenIndex) {
        if (completeness == Completeness.COMPLETE) {
            setCompleteness(Completeness.INCOMPLETE);
            outbox.add(new Effect.Note(Effect.Topic.DISK_FORGOT, self(), provenIndex, term));
        }
    }

    void recovered() {
        lossAccepted = false;
        setCompleteness(Completeness.COMPLETE);
        outbox.add(new Effect.Note(Effect.Topic.RECOVERED, self(), commitIndex, term));
    }

    /** Whether a node has proven to be another one than the member of its id. */
    boolean isFenced(int id) {
        return configuration().fence(id, disks.of(id)) != null;
    }

    CoreStatus status() {
        return switch (role) {
            case Role.Follower follower ->
                new CoreStatus(
                        configuration().isVoter(self()) ? RoleName.FOLLOWER : RoleName.LEARNER,
                        term,
                        follower.leaderId,
                        false);
            case Role.PreCandidate preCandidate ->
                new CoreStatus(RoleName.PRE_CANDIDATE, term, CoreStatus.NO_LEADER, false);
            case Role.Candidate candidate -> new CoreStatus(RoleName.CANDIDATE, term, CoreStatus.NO_LEADER, false);
            case Role.Leader leader -> new CoreStatus(RoleName.LEADER, term, self(), commitIndex >= leader.noopIndex);
        };
    }

    /** Emits the status if it is not the one that was told last. */
    void publishStatus() {
        CoreStatus now = status();
        if (!now.equals(published)) {
            published = now;
            outbox.add(new Effect.StatusChanged(now));
        }
    }

    void resetElectionDeadline() {
        electionDeadlineNanos = nowNanos + prng.between(config.electionMinNanos(), config.electionMaxNanos());
    }

    /** Raises the term, or casts the vote of this term. The outbox holds messages back until this is durable. */
    void setHardState(long newTerm, int newVotedFor) {
        term = newTerm;
        votedFor = newVotedFor;
        outbox.hardState(new HardState(term, votedFor, completeness));
    }

    private void setCompleteness(Completeness known) {
        completeness = known;
        outbox.hardState(new HardState(term, votedFor, completeness));
    }

    /** Becomes a follower of {@code leaderId} in {@code newTerm}, whatever it was, and settles what that role owed. */
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

    /** Reads have no effect, so those that wait for a leader that is gone are refused for good. */
    void refuseReads(Role.Follower follower) {
        List<Object> reads = new ArrayList<>(follower.askedReads);
        reads.addAll(follower.waitingReads);
        follower.askedReads.clear();
        follower.waitingReads.clear();
        if (!reads.isEmpty()) {
            outbox.add(new Effect.Refuse(reads, Reason.LEADERSHIP_LOST));
        }
    }

    private void settleLeader(Role.Leader leader) {
        outbox.add(new Effect.LeaseGranted(term, Long.MIN_VALUE, Long.MAX_VALUE));
        List<Object> reads = new ArrayList<>();
        leader.openReads.forEach(batch -> addLocal(batch.riders(), reads));
        addLocal(leader.waitingReads, reads);
        if (!reads.isEmpty()) {
            outbox.add(new Effect.Refuse(reads, Reason.LEADERSHIP_LOST));
        }
        List<Object> abandoned = new ArrayList<>();
        leader.riders.forEach(rider -> abandoned.add(rider.reply()));
        if (leader.changeRider != null) {
            abandoned.add(leader.changeRider.reply());
        }
        if (!abandoned.isEmpty()) {
            outbox.add(new Effect.Abandon(abandoned));
        }
        Role.Transfer transfer = leader.transfer;
        if (transfer != null && transfer.rider != null) {
            // The leader asked for this end, if it got as far as telling the target.
            outbox.add(
                    transfer.sent
                            ? new Effect.Complete(List.of(transfer.rider))
                            : new Effect.Refuse(List.of(transfer.rider), Reason.TRANSFER_FAILED));
        }
    }

    private static void addLocal(List<Object> riders, List<Object> target) {
        for (Object rider : riders) {
            if (!(rider instanceof Role.RemoteRead)) {
                target.add(rider);
            }
        }
    }

    /**
     * Whether this node's log has the entry {@code held}, as far as it can tell: what lies before its own snapshot
     * index it has.
     */
    boolean holds(EntryId held) {
        boolean before = held.index() < log.base().index();
        return before || log.hasTermAt(held.index()) && log.termAt(held.index()) == held.term();
    }

    /** Raises the commit index as far as target and local log allow, and hands out what became committed. */
    void advanceCommit() {
        long index = Math.min(commitTarget, log.persistedIndex());
        if (index <= commitIndex) {
            return;
        }
        long first = commitIndex + 1;
        commitIndex = index;
        long cachedFirst = Math.max(first, log.cachedFirst());
        List<Entry> cached = cachedFirst <= index ? log.cached(cachedFirst, index, Long.MAX_VALUE) : List.of();
        List<Effect.Rider> riders = new ArrayList<>();
        if (role instanceof Role.Leader leader) {
            while (!leader.riders.isEmpty() && leader.riders.getFirst().index() <= index) {
                riders.add(leader.riders.removeFirst());
            }
        }
        outbox.add(new Effect.Commit(index, cached, riders));
        Configuration configuration = configuration();
        if (configuration.index() >= first && configuration.index() <= index) {
            outbox.add(new Effect.ConfigurationChanged(configuration, true));
        }
    }
}
