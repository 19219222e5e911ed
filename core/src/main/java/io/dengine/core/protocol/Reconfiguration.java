package io.dengine.core.protocol;

import io.dengine.core.CoreStatus;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.Reason;
import io.dengine.core.log.Entry;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Membership changes through the log (Raft dissertation, §4): one voter at a time directly, more than one through a
 * joint configuration that the leader leaves by itself.
 */
final class Reconfiguration {
    private final CoreState state;
    private final Replication replication;

    Reconfiguration(CoreState state, Replication replication) {
        this.state = state;
        this.replication = replication;
    }

    void requested(Event.ChangeRequested request) {
        if (!(state.role instanceof Role.Leader leader)) {
            refuse(request, Reason.NOT_LEADER);
            return;
        }
        @Nullable Reason obstacle = obstacle(leader, request);
        if (obstacle != null) {
            refuse(request, obstacle);
            return;
        }
        leader.awaitedChange =
                new Effect.Awaited(begin(leader, request.target()).index(), request.waiter());
    }

    private void refuse(Event.ChangeRequested request, Reason why) {
        state.outbox.add(new Effect.Refuse(List.of(request.waiter()), why));
    }

    private Configuration begin(Role.Leader leader, Configuration target) {
        return append(leader, new Configuration(0, firstMembers(state.configuration(), target)));
    }

    /** Returns the members with which the change to {@code target} begins. */
    private static List<Member> firstMembers(Configuration current, Configuration target) {
        return differingVoters(current, target) <= 1 ? target.members() : joint(current, target);
    }

    /** Returns whether every log can hold the configuration with which the change to {@code target} begins. */
    private static boolean fits(Configuration current, Configuration target) {
        List<Member> first = firstMembers(current, target);
        return first.size() <= Configuration.MAX_MEMBERS && new Configuration(0, first).excessOver(current) == null;
    }

    private @Nullable Reason obstacle(Role.Leader leader, Event.ChangeRequested request) {
        @Nullable Reason busy = obstacleToAny(leader);
        if (busy != null) {
            return busy;
        }
        Configuration current = state.configuration();
        Configuration target = request.target();
        if (request.expectedIndex() != current.index()) {
            return Reason.STALE_CONFIGURATION;
        }
        if (target.voterCount() == 0) {
            return Reason.LAST_VOTER;
        }
        if (target.isJoint()
                || target.members().equals(current.members())
                || !fits(current, target)
                || givesVoterAnotherDisk(current, target)
                || differingVoters(current, target) > 1 && makesVoterALearner(current, target)) {
            return Reason.INVALID_CHANGE;
        }
        return obstacleToVoters(leader, target, request.force());
    }

    /**
     * Returns whether a voter would vote on with another disk. That is another voter: a majority with the old disk and
     * one with the new disk may have no voter in common. So the member becomes a learner first.
     */
    private static boolean givesVoterAnotherDisk(Configuration from, Configuration to) {
        for (Member member : from.members()) {
            Member later = to.member(member.id());
            if (member.isVoter()
                    && member.storageId() != 0
                    && later != null
                    && later.isVoter()
                    && later.storageId() != member.storageId()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether a voter stays as a learner. A joint configuration cannot say so: its member votes until then,
     * with the disk that it has, and is gone when the old voters are.
     */
    private static boolean makesVoterALearner(Configuration from, Configuration to) {
        for (Member member : from.members()) {
            if (member.isVoter() && to.contains(member.id()) && !to.isVoter(member.id())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the reason for which this leader can start no change at all: the rules by which two changes never
     * overlap.
     */
    private @Nullable Reason obstacleToAny(Role.Leader leader) {
        Configuration current = state.configuration();
        if (leader.transfer != null) {
            return Reason.TRANSFER_IN_FLIGHT;
        }
        if (state.commitIndex < leader.noopIndex) {
            return Reason.NOT_READY; // else two leaders could append different changes
        }
        boolean inFlight = current.index() > state.commitIndex || current.isJoint() || leader.awaitedChange != null;
        return inFlight ? Reason.CHANGE_IN_FLIGHT : null;
    }

    private @Nullable Reason obstacleToVoters(Role.Leader leader, Configuration target, boolean force) {
        boolean added = false;
        for (Member member : target.members()) {
            if (member.isVoter() && !state.configuration().isVoter(member.id())) {
                added = true;
                if (!isReady(leader, member.id())) {
                    return Reason.LEARNER_LAGS;
                }
            }
        }
        boolean sameVoters = differingVoters(state.configuration(), target) == 0;
        boolean safe = sameVoters || force && !added || canCommit(leader, target);
        return safe ? null : Reason.QUORUM_ENDANGERED;
    }

    /**
     * Returns whether a majority of the voters of {@code target} could commit an entry now, and elect a leader later.
     */
    private boolean canCommit(Role.Leader leader, Configuration target) {
        return state.quorum.reached(target, id -> counts(leader, id) ? 1 : 0) >= 1;
    }

    /**
     * Returns whether a voter answers, and its answers count. One that has not caught up with this term's first entry
     * may be one that neither votes nor counts toward commit, and has not reported it yet.
     */
    private boolean counts(Role.Leader leader, int id) {
        if (state.isFenced(id)) {
            return false;
        }
        if (id == state.self()) {
            return true;
        }
        Peer peer = leader.peer(id);
        return peer != null && isHeard(leader, id) && !peer.recovering && peer.matchIndex >= leader.noopIndex;
    }

    boolean isHeard(Role.Leader leader, int id) {
        Peer peer = leader.peer(id);
        return id == state.self() || peer != null && peer.isHeard(state.nowNanos, state.config.electionMaxNanos());
    }

    /**
     * Returns whether a learner would be useful as a voter at once: its disk is known, the leader hears from it, and it
     * has practically caught up.
     */
    boolean isReady(Role.Leader leader, int id) {
        Member member = state.configuration().member(id);
        Peer peer = leader.peer(id);
        return member != null
                && peer != null
                && !peer.recovering
                && !state.isFenced(id)
                && (member.storageId() != 0 || state.disks.of(id) != 0)
                && peer.matchIndex >= state.configuration().index()
                && peer.catchUp.isDone()
                && isHeard(leader, id);
    }

    /**
     * Handles the tick of a leader: measures the progress of learners, and appends the changes that are due by
     * themselves.
     */
    void tick(Role.Leader leader) {
        for (Peer peer : leader.peers) {
            if (!state.configuration().isVoter(peer.id)) {
                peer.catchUp.observe(
                        peer, state.log.lastIndex(), leader.round, state.nowNanos, state.config.electionMinNanos());
            }
        }
        if (obstacleToAny(leader) != null) {
            return;
        }
        if (!withKnownDisks(state.configuration()).equals(state.configuration())) {
            append(leader, state.configuration());
        } else if (state.config.promotesLearners()) {
            promoteOne(leader);
        }
    }

    /**
     * Promotes one learner at a time: then it is a single-voter change, and the next one is judged by how the first one
     * performs.
     */
    private void promoteOne(Role.Leader leader) {
        for (Member member : state.configuration().members()) {
            if (member.role() == Member.Role.PROMOTABLE && isReady(leader, member.id())) {
                Configuration target = with(state.configuration(), member.withRole(Member.Role.VOTER));
                if (obstacleToVoters(leader, target, false) == null) {
                    state.outbox.add(new Effect.Note(
                            Effect.Topic.LEARNER_PROMOTED, member.id(), state.log.lastIndex(), state.term));
                    append(leader, target);
                    return;
                }
            }
        }
    }

    private static Configuration with(Configuration configuration, Member changed) {
        List<Member> members = new ArrayList<>();
        for (Member member : configuration.members()) {
            members.add(member.id() == changed.id() ? changed : member);
        }
        return new Configuration(configuration.index(), members, configuration.removed());
    }

    /** Returns the same members, each with its proven storage id if none was known before. */
    private Configuration withKnownDisks(Configuration configuration) {
        Configuration known = configuration;
        for (Member member : configuration.members()) {
            long proven = state.disks.of(member.id());
            if (member.storageId() == 0 && proven != 0 && configuration.fence(member.id(), proven) == null) {
                known = with(known, member.withStorageId(proven));
            }
        }
        return known;
    }

    private static int differingVoters(Configuration from, Configuration to) {
        int count = 0;
        for (Member member : to.members()) {
            count += member.isVoter() && !from.isVoter(member.id()) ? 1 : 0;
        }
        for (Member member : from.members()) {
            count += member.isVoter() && !to.isVoter(member.id()) ? 1 : 0;
        }
        return count;
    }

    /** Returns the members of the joint configuration of both sets of voters, with the learners of the target. */
    static List<Member> joint(Configuration from, Configuration to) {
        List<Member> members = new ArrayList<>();
        for (Member member : to.members()) {
            boolean old = from.isVoter(member.id());
            members.add(member.isVoter() ? member.withRole(old ? Member.Role.VOTER : Member.Role.INCOMING) : member);
        }
        for (Member member : from.members()) {
            if (member.isVoter() && !to.contains(member.id())) {
                members.add(member.withRole(Member.Role.OUTGOING));
            }
        }
        return members;
    }

    /** Appends the configuration. It is in force from now on, before it is stored anywhere. */
    private Configuration append(Role.Leader leader, Configuration wanted) {
        Configuration next = withKnownDisks(wanted.after(state.configuration()));
        Entry entry = replication.append(leader, Entry.Kind.CONFIGURATION, next.encode(), state.clock.millis());
        Configuration appended = next.at(entry.index());
        state.configurations.add(appended);
        replication.updatePeers(leader);
        // Rounds in flight were sent under the old voters' promises.
        leader.leaseAfterRound = leader.round;
        state.outbox.add(new Effect.LeaseGranted(state.term, Long.MIN_VALUE, Long.MAX_VALUE));
        state.outbox.add(new Effect.ConfigurationChanged(appended, false));
        replication.startRound(leader);
        return appended;
    }

    /**
     * Acts for a leader after each event: leaves a joint configuration that has committed, answers the pending request,
     * steps down if this node is no voter, or not the one that the members know.
     */
    void proceed(Role.Leader leader) {
        Configuration current = state.configuration();
        if (current.index() > state.commitIndex) {
            return;
        }
        if (current.isJoint() && state.commitIndex >= leader.noopIndex) {
            Configuration left = append(leader, current.leaveJoint());
            if (leader.awaitedChange != null) {
                leader.awaitedChange = new Effect.Awaited(left.index(), leader.awaitedChange.waiter());
            }
            return;
        }
        if (leader.awaitedChange != null && leader.awaitedChange.index() <= state.commitIndex) {
            state.outbox.add(new Effect.Complete(List.of(leader.awaitedChange.waiter())));
            leader.awaitedChange = null;
        }
        if (!current.isVoter(state.self()) || state.isFenced(state.self())) {
            // It led until its own removal or replacement was committed (§4.2.2); this round sends the commit index to
            // the others.
            replication.startRound(leader);
            state.becomeFollower(state.term, CoreStatus.NO_LEADER);
        }
    }
}
