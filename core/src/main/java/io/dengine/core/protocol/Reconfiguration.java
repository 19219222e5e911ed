package io.dengine.core.protocol;

import io.dengine.core.CoreStatus;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.Reason;
import io.dengine.core.log.Entry;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.membership.Member.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of members through the log (Raft dissertation, §4): one voter at a time directly, more than one through a
 * joint configuration that leaves itself.
 */
final class Reconfiguration {
    private final CoreState state;
    private final Replication replication;

    Reconfiguration(CoreState state, Replication replication) {
        this.state = state;
        this.replication = replication;
    }

    void requested(Event.ChangeRequested request) {
        @Nullable Reason obstacle = obstacle(request);
        if (obstacle != null) {
            state.outbox.add(new Effect.Refuse(List.of(request.rider()), obstacle));
            return;
        }
        Configuration target = request.target();
        Configuration next =
                differingVoters(state.configuration(), target) <= 1 ? target : joint(state.configuration(), target);
        if (state.role instanceof io.dengine.core.protocol.Role.Leader leader) {
            Configuration appended = append(leader, next);
            leader.changeRider = new Effect.Rider(appended.index(), request.rider());
        }
    }

    private @Nullable Reason obstacle(Event.ChangeRequested request) {
        Configuration current = state.configuration();
        if (!(state.role instanceof io.dengine.core.protocol.Role.Leader leader)) {
            return Reason.NOT_LEADER;
        }
        if (leader.transfer != null) {
            return Reason.TRANSFER_IN_FLIGHT;
        }
        if (state.commitIndex < leader.noopIndex) {
            return Reason.NOT_READY; // without an own committed entry two leaders could change different things
        }
        if (current.index() > state.commitIndex || current.isJoint() || leader.changeRider != null) {
            return Reason.CHANGE_IN_FLIGHT;
        }
        if (request.expectedIndex() != current.index()) {
            return Reason.STALE_CONFIGURATION;
        }
        boolean valid = request.target().voterCount() > 0
                && !request.target().isJoint()
                && !request.target().members().equals(current.members());
        return valid ? null : Reason.INVALID_CHANGE;
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

    /** Both sets of voters at once; learners as in the target. */
    static Configuration joint(Configuration from, Configuration to) {
        List<Member> members = new ArrayList<>();
        for (Member member : to.members()) {
            boolean old = from.isVoter(member.id());
            if (member.isVoter()) {
                members.add(member.withRole(old ? Role.VOTER : Role.INCOMING));
            } else {
                members.add(old ? member.withRole(Role.OUTGOING) : member);
            }
        }
        for (Member member : from.members()) {
            if (member.isVoter() && !to.contains(member.id())) {
                members.add(member.withRole(Role.OUTGOING));
            }
        }
        return new Configuration(0, members);
    }

    /** The configuration counts from now on, before it is stored anywhere. */
    private Configuration append(io.dengine.core.protocol.Role.Leader leader, Configuration configuration) {
        Entry entry =
                replication.append(leader, Entry.Kind.CONFIGURATION, configuration.encode(), state.log.clockMillis());
        Configuration appended = configuration.at(entry.index());
        state.configurations.add(appended);
        replication.updatePeers(leader);
        // Rounds on their way were sent under the old voters' promises.
        leader.leaseAfterRound = leader.round;
        state.outbox.add(new Effect.LeaseGranted(state.term, Long.MIN_VALUE, Long.MAX_VALUE));
        state.outbox.add(new Effect.ConfigurationChanged(appended, false));
        replication.startRound(leader);
        return appended;
    }

    /** A leader's part after each event: leave a joint configuration that has committed, tell who waits, step down. */
    void proceed(io.dengine.core.protocol.Role.Leader leader) {
        Configuration current = state.configuration();
        if (current.index() > state.commitIndex) {
            return;
        }
        if (current.isJoint() && state.commitIndex >= leader.noopIndex) {
            Configuration left = append(leader, current.leaveJoint());
            if (leader.changeRider != null) {
                leader.changeRider = new Effect.Rider(left.index(), leader.changeRider.reply());
            }
            return;
        }
        if (leader.changeRider != null && leader.changeRider.index() <= state.commitIndex) {
            state.outbox.add(new Effect.Complete(List.of(leader.changeRider.reply())));
            leader.changeRider = null;
        }
        if (!current.isVoter(state.self())) {
            // It led until its own removal was committed (§4.2.2); the others have heard so with the commit index.
            replication.startRound(leader);
            state.becomeFollower(state.term, CoreStatus.NO_LEADER);
        }
    }
}
