package io.dengine.engine.admin;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The next action of a leader for an operator's request, given one configuration. A function of its arguments: the same
 * request is planned again after each change, until it is done. So a repeated request does no harm, and one that takes
 * several changes continues where it was interrupted.
 *
 * @param leaderId the id of the leader
 * @param current the configuration in force, committed
 * @param peers the progress of the other members
 */
public record MemberPlan(int leaderId, Configuration current, List<PeerProgress> peers) {
    /** The next action. */
    public sealed interface Step {}

    /** No action: the request has taken effect. */
    public record Done() implements Step {}

    /**
     * A change to these members.
     *
     * @param rest the part of the request that remains after this change, or null if it is complete then
     */
    public record Change(
            Configuration target, boolean force, @Nullable AdminRequest rest) implements Step {
        Change before(AdminRequest remaining) {
            return new Change(target, force, remaining);
        }
    }

    /** No action now: the obstacle is temporary, and until it has passed {@code why} is the answer. */
    public record Wait(RefusedException why) implements Step {}

    /** No action ever: the request is refused. */
    public record Refuse(RefusedException why) implements Step {}

    public Step next(AdminRequest request) {
        if (current.isJoint()) {
            return new Wait(refusal(
                    Refusal.CHANGE_IN_FLIGHT,
                    "Another membership change is in flight: try again once it is committed."));
        }
        Step step = switch (request) {
            case AdminRequest.Join join -> join(join);
            case AdminRequest.Promote promote -> promote(promote);
            case AdminRequest.Remove remove -> remove(remove);
            case AdminRequest.Replace replace -> replace(replace);
            case AdminRequest.Move move -> move(move);
            case AdminRequest.TransferLeader transfer -> throw new IllegalArgumentException("not a membership change");
        };
        String excess = step instanceof Change change ? change.target().excessOver(current) : null;
        if (excess != null) {
            return bad(excess);
        }
        boolean stale = request.expectedIndex() != AdminRequest.ANY_INDEX && request.expectedIndex() != current.index();
        return stale && !(step instanceof Done) && !(step instanceof Refuse)
                ? new Refuse(refusal(
                        Refusal.CHANGE_IN_FLIGHT,
                        "The configuration is at index " + current.index() + ", not " + request.expectedIndex()
                                + ": the members have changed since this change was planned. Read the members and"
                                + " decide again."))
                : step;
    }

    private Step join(AdminRequest.Join join) {
        Member present = current.member(join.nodeId());
        if (present == null) {
            return add(join.nodeId(), join.address(), join.promotable());
        }
        if (!present.address().equals(join.address())) {
            return bad("Node " + join.nodeId() + " is a member already, at " + present.address()
                    + ". If the node has moved, change its address first; a different node needs a different id.");
        }
        if (join.fresh() && present.storageId() != 0) {
            return new Refuse(refusal(
                    Refusal.UNSAFE_CHANGE,
                    "Node " + join.nodeId()
                            + " is a member already, with data that this node does not have. If the data is lost,"
                            + " replace the node by itself, or remove it; then it can join."));
        }
        return new Done();
    }

    private Step add(int id, String address, boolean promotable) {
        if (current.members().size() >= Configuration.MAX_MEMBERS) {
            return bad("The cluster has " + Configuration.MAX_MEMBERS
                    + " members, which is the maximum. Remove one first.");
        }
        @Nullable Step taken = addressTaken(id, address);
        if (taken != null) {
            return taken;
        }
        Member.Role role = promotable ? Member.Role.PROMOTABLE : Member.Role.READ_ONLY;
        return change(Set.of(), List.of(new Member(id, address, 0, role)), false);
    }

    private @Nullable Step addressTaken(int id, String address) {
        for (Member member : current.members()) {
            if (member.id() != id && member.address().equals(address)) {
                return bad("Node " + member.id() + " has the address " + address + " already.");
            }
        }
        return null;
    }

    private Step promote(AdminRequest.Promote promote) {
        List<Member> promoted = new ArrayList<>();
        for (int id : promote.nodeIds()) {
            Member learner = current.member(id);
            if (learner == null) {
                return bad("Node " + id + " is not a member. It must join first.");
            }
            if (learner.role() == Member.Role.READ_ONLY) {
                return bad("Node " + id + " joined as a read-only learner, which stays one.");
            }
            if (learner.role() == Member.Role.PROMOTABLE) {
                promoted.add(learner.withRole(Member.Role.VOTER));
            }
        }
        if (promoted.isEmpty()) {
            return bad(
                    promote.nodeIds().size() == 1
                            ? "Node " + promote.nodeIds().get(0) + " is a voter already."
                            : "Nodes " + promote.nodeIds() + " are voters already.");
        }
        for (Member member : promoted) {
            if (!isReady(member.id())) {
                return lagging(member.id());
            }
        }
        return change(Set.of(), promoted, false);
    }

    private Step lagging(int id) {
        return new Wait(refusal(Refusal.UNSAFE_CHANGE, lag(id) + ". Try again when it has caught up."));
    }

    private String lag(int id) {
        PeerProgress progress = progressOf(id);
        String lag = progress == null || !progress.heard()
                ? "has not answered the leader yet, or no longer does"
                : "is catching up: it lacks " + progress.lagEntries()
                        + " entries of the log, or has only just received them" + " (its match index is "
                        + progress.matchIndex() + ")";
        return "Learner " + id + " " + lag;
    }

    private Step remove(AdminRequest.Remove remove) {
        Set<Integer> leaving = new HashSet<>();
        for (int id : remove.nodeIds()) {
            if (current.contains(id)) {
                leaving.add(id);
            } else if (!current.wasRemoved(id)) {
                return bad("Node " + id + " is not a member.");
            }
        }
        if (leaving.isEmpty()) {
            return new Done();
        }
        Change change = change(leaving, List.of(), remove.force());
        return change.target().voterCount() == 0
                ? bad("That would leave no voter. A cluster needs at least one.")
                : change;
    }

    private Step replace(AdminRequest.Replace replace) {
        Member former = current.member(replace.nodeId());
        if (replace.nodeId() == replace.newNodeId()) {
            return former == null ? bad("Node " + replace.nodeId() + " is not a member.") : begin(replace, former);
        }
        Member successor = current.member(replace.newNodeId());
        if (former == null && successor != null && successor.isVoter() && current.wasRemoved(replace.nodeId())) {
            return new Done();
        }
        if (former == null) {
            return bad("Node " + replace.nodeId() + " is not a member.");
        }
        if (successor == null) {
            return replace.address() == null
                    ? bad("Node " + replace.newNodeId() + " is not a member; add its address to the request.")
                    : beforeRest(add(replace.newNodeId(), replace.address(), true), replace.begun());
        }
        if (successor.role() == Member.Role.READ_ONLY) {
            return bad("Node " + replace.newNodeId() + " joined as a read-only learner, which stays one.");
        }
        if (successor.isVoter() || !former.isVoter()) {
            return change(Set.of(former.id()), List.of(), false);
        }
        return isReady(successor.id())
                ? change(Set.of(former.id()), List.of(successor.withRole(Member.Role.VOTER)), false)
                : new Wait(new RefusedException(
                        Refusal.UNSAFE_CHANGE,
                        CoreStatus.NO_LEADER,
                        lag(successor.id()) + ". It is a member, and until it has caught up node " + former.id()
                                + " stays one, too. Start it if it does not run, then send the request again."));
    }

    private static Step beforeRest(Step step, AdminRequest rest) {
        return step instanceof Change change ? change.before(rest) : step;
    }

    /** Turns a member that has lost its disk into a learner whose disk is unknown. */
    private Step begin(AdminRequest.Replace replace, Member former) {
        if (former.id() == leaderId) {
            return bad("Node " + former.id() + " leads, so it has not lost its disk.");
        }
        boolean isBegun = !former.isVoter() && former.storageId() == 0
                || replace.lostStorageId() != 0 && former.storageId() != replace.lostStorageId();
        if (isBegun) {
            return new Done();
        }
        PeerProgress progress = progressOf(former.id());
        if (progress != null && progress.heard()) {
            // To continue would remove the very disk with which it answers. It may have ended a moment ago.
            return new Wait(refusal(
                    Refusal.UNSAFE_CHANGE,
                    "Node " + former.id()
                            + " answers with the disk that the configuration names, so it has not lost it. Stop it"
                            + " first if it is to start with an empty disk."));
        }
        String address = replace.address() == null ? former.address() : replace.address();
        Member.Role role = former.isVoter() ? Member.Role.PROMOTABLE : former.role();
        return change(Set.of(), List.of(new Member(former.id(), address, 0, role)), false);
    }

    private Step move(AdminRequest.Move move) {
        Member member = current.member(move.nodeId());
        if (member == null) {
            return bad("Node " + move.nodeId() + " is not a member.");
        }
        if (member.address().equals(move.address())) {
            return new Done();
        }
        @Nullable Step taken = addressTaken(move.nodeId(), move.address());
        return taken != null ? taken : change(Set.of(), List.of(member.withAddress(move.address())), false);
    }

    private Change change(Set<Integer> leaving, List<Member> changed, boolean force) {
        Set<Integer> replaced = new HashSet<>(leaving);
        changed.forEach(member -> replaced.add(member.id()));
        List<Member> members = new ArrayList<>(changed);
        for (Member member : current.members()) {
            if (!replaced.contains(member.id())) {
                members.add(member);
            }
        }
        return new Change(new Configuration(current.index(), members, current.removed()), force, null);
    }

    private boolean isReady(int id) {
        PeerProgress progress = progressOf(id);
        return progress != null && progress.readyToVote();
    }

    private @Nullable PeerProgress progressOf(int id) {
        for (PeerProgress peer : peers) {
            if (peer.peerId() == id) {
                return peer;
            }
        }
        return null;
    }

    private static Step bad(String why) {
        return new Refuse(refusal(Refusal.BAD_REQUEST, why));
    }

    private static RefusedException refusal(Refusal refusal, String why) {
        return new RefusedException(refusal, CoreStatus.NO_LEADER, why + " Nothing was changed.");
    }
}
