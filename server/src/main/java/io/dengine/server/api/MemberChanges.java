package io.dengine.server.api;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Node;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What operators ask of the cluster. Only the leader can do it; the others name the leader. */
final class MemberChanges {
    /** A learner with a longer way to go would hold up every commit as a voter. */
    private static final long MAX_LAG_ENTRIES = 10_000;

    private final int nodeId;
    private final Node node;

    MemberChanges(int nodeId, Node node) {
        this.nodeId = nodeId;
        this.node = node;
    }

    CompletableFuture<Configuration> carryOut(AdminRequest request) {
        CoreStatus status = node.status();
        if (request instanceof AdminRequest.Snapshot) {
            return CompletableFuture.failedFuture(
                    new UnsupportedOperationException("snapshots on request are not offered"));
        }
        if (status.role() != CoreStatus.RoleName.LEADER) {
            String where = status.leaderId() == CoreStatus.NO_LEADER
                    ? "no leader is known; try again shortly"
                    : "send the request to node " + status.leaderId();
            return refused(
                    Refusal.NOT_LEADER, status.leaderId(), "This node does not lead. Nothing was changed: " + where);
        }
        return switch (request) {
            case AdminRequest.Join join -> join(join, node.configuration());
            case AdminRequest.Promote promote -> promote(promote.nodeId(), node.configuration());
            case AdminRequest.Remove remove -> remove(remove.nodeId(), node.configuration());
            case AdminRequest.TransferLeader transfer -> transfer(transfer.nodeId(), node.configuration());
            case AdminRequest.Snapshot snapshot -> bad("snapshots on request are not offered");
        };
    }

    private CompletableFuture<Configuration> join(AdminRequest.Join join, Configuration current) {
        Member present = current.member(join.nodeId());
        if (present != null) {
            return present.address().equals(join.address())
                    ? CompletableFuture.completedFuture(current)
                    : bad("Node " + join.nodeId() + " is a member at " + present.address() + " already.");
        }
        if (current.members().size() >= Configuration.MAX_MEMBERS) {
            return bad("The cluster has " + Configuration.MAX_MEMBERS + " members, which is the limit.");
        }
        Member.Role role = join.promotable() ? Member.Role.PROMOTABLE : Member.Role.READ_ONLY;
        return change(current, join.nodeId(), new Member(join.nodeId(), join.address(), 0, role));
    }

    private CompletableFuture<Configuration> promote(int id, Configuration current) {
        Member learner = current.member(id);
        if (learner == null) {
            return bad("Node " + id + " is not a member. It has to join first.");
        }
        if (learner.isVoter()) {
            return bad("Node " + id + " is a voter already.");
        }
        if (learner.role() == Member.Role.READ_ONLY) {
            return bad("Node " + id + " joined as a read-only learner, which stays one.");
        }
        long lag = lagOf(id);
        if (lag > MAX_LAG_ENTRIES) {
            return refused(
                    Refusal.CHANGE_IN_FLIGHT,
                    CoreStatus.NO_LEADER,
                    "Node " + id + " lacks " + lag + " entries of the log. Nothing was changed."
                            + " Try again when it has caught up.");
        }
        return change(current, id, learner.withRole(Member.Role.VOTER));
    }

    private long lagOf(int id) {
        for (PeerProgress peer : node.nodeStatus().peers()) {
            if (peer.peerId() == id) {
                return peer.matchIndex() == 0 ? Long.MAX_VALUE : peer.lagEntries();
            }
        }
        return Long.MAX_VALUE;
    }

    private CompletableFuture<Configuration> remove(int id, Configuration current) {
        return current.contains(id) ? change(current, id, null) : bad("Node " + id + " is not a member.");
    }

    private CompletableFuture<Configuration> transfer(int wanted, Configuration current) {
        int target = wanted;
        if (target == 0) {
            target = mostAdvancedVoter(current);
        }
        if (target == nodeId) {
            return CompletableFuture.completedFuture(current);
        }
        if (target == 0 || !current.isVoter(target)) {
            return bad(wanted == 0 ? "There is no other voter." : "Node " + wanted + " is not a voter.");
        }
        return node.transferLeadership(target).thenApply(done -> node.configuration());
    }

    private int mostAdvancedVoter(Configuration current) {
        int best = 0;
        long bestMatch = -1;
        for (PeerProgress peer : node.nodeStatus().peers()) {
            if (current.isVoter(peer.peerId()) && peer.matchIndex() > bestMatch) {
                best = peer.peerId();
                bestMatch = peer.matchIndex();
            }
        }
        return best;
    }

    /** Puts {@code replacement}, or nobody, in the place of member {@code id}. */
    private CompletableFuture<Configuration> change(Configuration current, int id, @Nullable Member replacement) {
        List<Member> members = new ArrayList<>();
        for (Member member : current.members()) {
            if (member.id() != id) {
                members.add(member);
            }
        }
        if (replacement != null) {
            members.add(replacement);
        }
        return node.changeMembers(new Configuration(current.index(), members), current.index())
                .thenApply(done -> node.configuration());
    }

    private CompletableFuture<Configuration> bad(String why) {
        return refused(Refusal.BAD_REQUEST, CoreStatus.NO_LEADER, why + " Nothing was changed.");
    }

    private static CompletableFuture<Configuration> refused(Refusal refusal, int leaderId, String message) {
        return CompletableFuture.failedFuture(new RefusedException(refusal, leaderId, message));
    }
}
