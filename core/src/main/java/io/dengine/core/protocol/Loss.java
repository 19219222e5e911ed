package io.dengine.core.protocol;

import io.dengine.core.Effect;
import io.dengine.core.Reason;
import io.dengine.core.Waiter;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.membership.Configuration;
import io.dengine.core.message.Message;
import io.dengine.core.quorum.Quorum;
import java.util.List;

/**
 * The entries that this node has acknowledged and may have lost, and what follows from that.
 *
 * <pre>
 *   COMPLETE --a leader proves that the disk is old--&gt; lacks entries --it has caught up--&gt; COMPLETE
 *                                                        |                                ^
 *                                                        '--an operator accepts the loss--'
 * </pre>
 *
 * <p>A node that lacks entries neither votes nor counts toward commit, until it holds everything that was committed
 * without it, or an operator has accepted that the entries are gone.
 */
final class Loss {
    /**
     * The number of maximum election timeouts for which a node with an accepted loss leads only if no voter objects: an
     * operator may accept a loss on other nodes too, before one of them leads.
     */
    private static final int PATIENCE = 5;

    private final CoreState state;

    /** The knowledge of whether the log holds everything that this node has acknowledged. */
    private Completeness completeness;

    /**
     * True if an operator has accepted that missing entries are gone, or no other node can have them. Ends with the
     * recovery, or with the process.
     */
    private boolean accepted;

    /** Configurations that this node held before it started, and whose entries it lost. */
    private final List<Configuration> lostConfigurations;

    /** Until then this node leads only if no voter objects: the longest log should win. */
    private long patientUntilNanos;

    /**
     * The commit index that the leader of this term reported first, with its term: a log that lacks entries is complete
     * once it holds that entry. It stays until it is reached: under load the commit index moves with each append, and a
     * node with a slower disk would never catch up with it.
     */
    private EntryId awaited = EntryId.ZERO;

    /** The term of what this process remembers of the leader's messages: {@link #firstExchange} and the next round. */
    private long heardTerm;

    /** The exchange of the first append that this process received in {@link #heardTerm}; 0 if there was none. */
    private long firstExchange;

    /**
     * The round from which on a proof that this disk is old is news: that of the newest append of {@link #heardTerm},
     * or the one after the newest proof. The leader repeats what it sent before, if it still has to.
     */
    private long nextProofRound;

    Loss(CoreState state, RecoveredLog recovered) {
        this.state = state;
        this.completeness = recovered.hardState().completeness();
        this.lostConfigurations = recovered.lostConfigurations();
    }

    /** Accepts the loss if this node votes alone: it has no other node to ask, so it continues and reports the loss. */
    void acceptIfAlone() {
        accepted = completeness == Completeness.TAIL_LOST && state.isOnlyVoter() && knowsItsQuorums();
    }

    /** Returns the knowledge of whether the log holds everything that this node has acknowledged, to be stored. */
    Completeness completeness() {
        return completeness;
    }

    /** Returns whether acknowledged entries may be missing on this node, whether or not the loss was accepted. */
    boolean lacksEntries() {
        return completeness != Completeness.COMPLETE;
    }

    /**
     * Returns whether entries that this node acknowledged may be missing: it neither votes nor counts toward commit.
     */
    boolean isRecovering() {
        return lacksEntries() && !accepted;
    }

    /**
     * Returns whether this node takes part although acknowledged entries may be gone: a leader that it helps to elect
     * must report it.
     */
    boolean isAccepted() {
        return accepted;
    }

    /** Returns whether this node should lead only if no voter objects. */
    boolean isPatient() {
        return accepted && state.nowNanos < patientUntilNanos;
    }

    /**
     * Returns whether this node may vote for a candidate with such a log. A node whose log is empty, and that does not
     * know whether it ever held entries, must not decide between candidates that hold entries.
     */
    boolean mayHelpElect(EntryId candidateLast) {
        if (accepted) {
            return true;
        }
        return switch (completeness) {
            case COMPLETE -> true;
            case BLANK -> state.log.lastIndex() == 0 && candidateLast.index() == 0;
            case INCOMPLETE, TAIL_LOST -> false;
        };
    }

    /** Handles the request of an operator to take part without what is missing. */
    void accept(Waiter waiter) {
        if (!lacksEntries()) {
            state.outbox.add(new Effect.Refuse(List.of(waiter), Reason.NOTHING_LOST));
            return;
        }
        if (!knowsItsQuorums()) {
            state.outbox.add(new Effect.Refuse(List.of(waiter), Reason.CONFIGURATION_LOST));
            return;
        }
        if (!accepted) {
            accepted = true;
            patientUntilNanos = state.nowNanos + PATIENCE * state.config.electionMaxNanos();
            state.outbox.add(
                    new Effect.Note(Effect.Topic.LOSS_ACCEPTED, state.self(), state.log.lastIndex(), state.term));
        }
        state.outbox.add(new Effect.Complete(List.of(waiter)));
    }

    /**
     * Returns whether each quorum of the configuration in force has a voter in common with those of every configuration
     * that this node has lost, and that may be in force elsewhere. The entry of one that was lost may never have been
     * written: its store remembers it before.
     */
    private boolean knowsItsQuorums() {
        for (Configuration lost : lostConfigurations) {
            if (lost.index() > state.log.lastIndex() && !Quorum.alwaysMeet(state.configuration(), lost)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Records that the cluster begins with the leader of this term, so that no node can have held anything before.
     * Stored before the leader's first entry is, here as on all nodes that have elected it: whatever a crash leaves of
     * a cluster that has just begun, its nodes can elect each other.
     */
    void clusterBegins() {
        if (completeness == Completeness.BLANK && state.log.lastIndex() == 0) {
            set(Completeness.COMPLETE);
            state.outbox.add(new Effect.Note(Effect.Topic.CLUSTER_BEGUN, state.self(), 0, state.term));
        }
    }

    /**
     * Handles the proof of a leader that this disk is older than what the node has acknowledged. What the leader said
     * before does not show that the node has caught up with what it lacks now. A proof that comes late counts as one
     * that was lost: a node that has caught up since would lack entries again, with no leader left to show that it has
     * them.
     */
    void onForgotten(Message.Forgotten forgotten) {
        rememberTerm();
        if (forgotten.round() < nextProofRound) {
            return;
        }
        nextProofRound = forgotten.round() + 1;
        awaited = EntryId.ZERO;
        if (!lacksEntries()) {
            set(Completeness.INCOMPLETE);
            state.outbox.add(
                    new Effect.Note(Effect.Topic.DISK_FORGOT, state.self(), forgotten.provenIndex(), state.term));
        }
    }

    /** Remembers what later messages of this leader are compared with. */
    void heard(Message.Append append) {
        rememberTerm();
        if (firstExchange == 0) {
            firstExchange = append.exchange();
        }
        nextProofRound = Math.max(nextProofRound, append.round());
    }

    private void rememberTerm() {
        if (heardTerm != state.term) {
            heardTerm = state.term;
            firstExchange = 0;
            nextProofRound = 0;
        }
    }

    /**
     * Returns whether the leader may have sent the append before it knew of what was lost here. What this disk
     * acknowledged before may still be on its way to the leader then, and be counted after the append was made; so the
     * append's commit index does not show where that ends. The leader counts no answer to an exchange that has ended.
     * Its exchanges only grow, and it sends in their order: so all that was acknowledged before lies in the first
     * exchange that this process receives, or before it, and the commit index in a later exchange covers what of it was
     * counted.
     */
    boolean isOfFirstExchange(Message.Append append) {
        return append.exchange() <= firstExchange;
    }

    /**
     * Ends the recovery if this node holds everything that was committed without it: a leader of the current term,
     * elected and kept by others, says where that ends, in an exchange that began after all that this node had
     * acknowledged before. What is committed later does not count this node.
     */
    void endRecovery(Message.Append append) {
        endRecoveryIfCaughtUp();
        // If this did not end it, what is awaited is of an earlier term.
        boolean reached = state.commitIndex >= awaited.index();
        if (append.commitIndex() > 0 && (awaited.term() != state.term || reached)) {
            awaited = new EntryId(append.commitIndex(), state.term);
            endRecoveryIfCaughtUp();
        }
    }

    /** Ends the recovery if this node holds the entry that it waits for by now. */
    void endRecoveryIfCaughtUp() {
        boolean caughtUp = lacksEntries()
                && awaited.term() == state.term
                && awaited.index() >= state.log.base().index()
                && state.commitIndex >= awaited.index()
                && state.log.termAt(awaited.index()) == state.term;
        if (caughtUp) {
            recovered();
        }
    }

    /** Records that nothing is missing any more, as far as this cluster is concerned. */
    void recovered() {
        accepted = false;
        set(Completeness.COMPLETE);
        state.outbox.add(new Effect.Note(Effect.Topic.RECOVERED, state.self(), state.commitIndex, state.term));
    }

    private void set(Completeness known) {
        completeness = known;
        state.storeHardState();
    }
}
