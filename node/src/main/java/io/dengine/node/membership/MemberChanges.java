package io.dengine.node.membership;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Node;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.engine.admin.MemberPlan;
import io.dengine.kv.store.CallProblems;
import io.dengine.transport.ClusterId;
import io.dengine.transport.HostPort;
import io.dengine.transport.PeerTransport;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Executes operators' requests on the leader, whichever node received them.
 *
 * <pre>
 *   request --> leader here? --yes--> plan, change, plan again ... done
 *                    '-------no--> forward to the leader, again when the leader changes
 * </pre>
 *
 * <p>Conditions that pass quickly (an election, a configuration change that the cluster made by itself, a learner that
 * has almost caught up) are waited for; all others are reported.
 */
public final class MemberChanges {
    private static final long PAUSE_MILLIS = 50;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long RELAY_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int nodeId;
    private final Node node;
    private final ClusterId cluster;
    private final PeerTransport peers;

    /** @param peers reach the leader if this node does not lead */
    public MemberChanges(int nodeId, Node node, ClusterId cluster, PeerTransport peers) {
        this.nodeId = nodeId;
        this.node = node;
        this.cluster = cluster;
        this.peers = peers;
    }

    /** Returns the configuration in force, as far as this node knows. */
    Configuration members() {
        return node.configuration();
    }

    /** Executes the request on the leader, and completes with the configuration in force then. */
    public CompletableFuture<Configuration> execute(AdminRequest request) {
        RefusedException unreachable = unreachable(request);
        return unreachable == null ? anywhere(request, System.nanoTime()) : failed(unreachable);
    }

    /** Rejects an address that no node can connect to: it must not get into the log, whichever way the request came. */
    private static @Nullable RefusedException unreachable(AdminRequest request) {
        String address = switch (request) {
            case AdminRequest.Join join -> join.address();
            case AdminRequest.Move move -> move.address();
            case AdminRequest.Replace replace -> replace.address();
            default -> null;
        };
        try {
            HostPort unused = address == null ? null : HostPort.parseDialled(address);
            return null;
        } catch (IllegalArgumentException e) {
            return new RefusedException(
                    Refusal.BAD_REQUEST,
                    CoreStatus.NO_LEADER,
                    e.getMessage() + ". Write host:port, or [address]:port for IPv6. Nothing was changed.");
        }
    }

    /** Executes the request only if this node leads. */
    CompletableFuture<Configuration> executeHere(AdminRequest request) {
        RefusedException unreachable = unreachable(request);
        if (unreachable != null) {
            return failed(unreachable);
        }
        CoreStatus status = node.status();
        if (status.role() != CoreStatus.RoleName.LEADER) {
            return failed(notLeader(status));
        }
        return proceed(ofPresentDisk(request), System.nanoTime());
    }

    private CompletableFuture<Configuration> proceed(AdminRequest request, long startNanos) {
        return request instanceof AdminRequest.TransferLeader transfer
                ? transfer(transfer, startNanos)
                : pursue(request, startNanos);
    }

    /**
     * Adds the storage id of the disk that is lost now, so that the request keeps its meaning however often the plan is
     * repeated.
     */
    private AdminRequest ofPresentDisk(AdminRequest request) {
        Member member = request instanceof AdminRequest.Replace replace
                ? node.configuration().member(replace.nodeId())
                : null;
        return member != null && request instanceof AdminRequest.Replace replace && replace.lostStorageId() == 0
                ? replace.ofDisk(member.storageId())
                : request;
    }

    private static RefusedException notLeader(CoreStatus status) {
        return new RefusedException(
                Refusal.NOT_LEADER, status.leaderId(), "This node does not lead. Nothing was changed.");
    }

    private CompletableFuture<Configuration> anywhere(AdminRequest request, long startNanos) {
        CoreStatus status = node.status();
        boolean here = status.role() == CoreStatus.RoleName.LEADER;
        String address = here ? null : addressOf(status.leaderId());
        if (!here && address == null) {
            return orLater(request, startNanos, noLeader());
        }
        CompletableFuture<Configuration> attempt = address == null
                ? executeHere(request)
                : OperatorCalls.askLeader(peers, status.leaderId(), address, cluster, request);
        return attempt.exceptionallyCompose(failure -> {
            Throwable cause = CallProblems.causeOf(failure);
            return cause instanceof RefusedException refused && isPassing(request, refused.refusal())
                    ? orLater(request, startNanos, refused)
                    : failed(cause);
        });
    }

    /**
     * Returns true if a retry makes sense. A failed leadership transfer has blocked writers, so only the operator
     * decides to repeat it.
     */
    private static boolean isPassing(AdminRequest request, Refusal refusal) {
        return refusal == Refusal.NOT_LEADER
                || refusal == Refusal.NOT_READY && !(request instanceof AdminRequest.TransferLeader);
    }

    private @Nullable String addressOf(int id) {
        var member = node.configuration().member(id);
        return member == null || id == nodeId ? null : member.address();
    }

    private static RefusedException noLeader() {
        return new RefusedException(
                Refusal.NOT_READY,
                CoreStatus.NO_LEADER,
                "No leader is known, so no member can be changed. Nothing was changed. Try again shortly.");
    }

    private CompletableFuture<Configuration> orLater(AdminRequest request, long startNanos, RefusedException why) {
        return System.nanoTime() - startNanos > RELAY_PATIENCE_NANOS
                ? failed(why)
                : later(() -> anywhere(request, startNanos));
    }

    /** Executes the steps of the plan until it is complete. */
    private CompletableFuture<Configuration> pursue(AdminRequest request, long startNanos) {
        Configuration current = node.configuration();
        if (current.index() > node.commitIndex()) {
            return laterOr(request, startNanos, changeInFlight());
        }
        MemberPlan plan = new MemberPlan(nodeId, current, node.nodeStatus().peers());
        return switch (plan.next(request)) {
            // Another node may lead by now and know other members: only a quorum can confirm.
            case MemberPlan.Done done -> node.readIndex().thenApply(index -> node.configuration());
            case MemberPlan.Refuse refuse -> failed(refuse.why());
            case MemberPlan.Wait wait -> laterOr(request, startNanos, wait.why());
            case MemberPlan.Change change -> change(request, startNanos, current, change);
        };
    }

    private CompletableFuture<Configuration> change(
            AdminRequest request, long startNanos, Configuration current, MemberPlan.Change change) {
        CompletableFuture<Boolean> changed = node.changeMembers(change.target(), current.index(), change.force());
        AdminRequest rest = change.rest();
        return changed.<Optional<Throwable>>handle((done, failure) -> Optional.ofNullable(failure))
                .thenCompose(failure -> {
                    if (failure.isPresent()) {
                        Throwable cause = CallProblems.causeOf(failure.get());
                        return cause instanceof RefusedException refused && mayPass(refused.refusal())
                                ? laterOr(request, startNanos, refused)
                                : failed(cause);
                    }
                    return rest == null
                            ? CompletableFuture.completedFuture(node.configuration())
                            : continued(rest, added(current, change.target()));
                });
    }

    /** Executes what remains of a request whose first change is committed; a failure reports that change. */
    private CompletableFuture<Configuration> continued(AdminRequest rest, String done) {
        return executeAgain(rest, System.nanoTime()).exceptionallyCompose(failure -> {
            Throwable cause = CallProblems.causeOf(failure);
            if (!(cause instanceof RefusedException refused)) {
                return failed(cause);
            }
            // The caller must not start again at the next leader by itself: its expectation is no longer met there.
            Refusal refusal = isPassing(rest, refused.refusal()) ? Refusal.CHANGE_IN_FLIGHT : refused.refusal();
            String why = String.valueOf(refused.getMessage()).replace("Nothing was", "Nothing else was");
            return failed(new RefusedException(
                    refusal, refused.leaderId(), done + " The rest of the request did not complete: " + why));
        });
    }

    private static String added(Configuration before, Configuration after) {
        List<Integer> ids = after.members().stream()
                .map(Member::id)
                .filter(id -> !before.contains(id))
                .toList();
        return "Node " + ids.get(0) + " was added as a learner.";
    }

    /** Returns whether the reason may be gone in a moment: a new leader has not heard from every member yet. */
    private static boolean mayPass(Refusal refusal) {
        return refusal == Refusal.CHANGE_IN_FLIGHT || refusal == Refusal.UNSAFE_CHANGE;
    }

    private static RefusedException changeInFlight() {
        return new RefusedException(
                Refusal.CHANGE_IN_FLIGHT,
                CoreStatus.NO_LEADER,
                "Another membership change is not committed yet. Nothing was changed. Wait for its end, then try"
                        + " again.");
    }

    private CompletableFuture<Configuration> laterOr(AdminRequest request, long startNanos, RefusedException why) {
        return System.nanoTime() - startNanos > PATIENCE_NANOS
                ? failed(why)
                : later(() -> executeAgain(request, startNanos));
    }

    private CompletableFuture<Configuration> executeAgain(AdminRequest request, long startNanos) {
        CoreStatus status = node.status();
        return status.role() == CoreStatus.RoleName.LEADER ? proceed(request, startNanos) : failed(notLeader(status));
    }

    private static CompletableFuture<Configuration> later(Supplier<CompletableFuture<Configuration>> attempt) {
        Executor soon = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, soon).thenCompose(waited -> attempt.get());
    }

    private CompletableFuture<Configuration> transfer(AdminRequest.TransferLeader request, long startNanos) {
        Configuration current = node.configuration();
        int wanted = request.nodeId();
        int target = wanted == 0 ? mostAdvancedVoter(current) : wanted;
        if (target == nodeId) {
            return CompletableFuture.completedFuture(current);
        }
        if (target == 0 || !current.isVoter(target)) {
            return failed(new RefusedException(
                    Refusal.BAD_REQUEST,
                    CoreStatus.NO_LEADER,
                    (wanted == 0 ? "There is no other voter." : "Node " + wanted + " is not a voter.")
                            + " Nothing was changed."));
        }
        for (PeerProgress peer : node.nodeStatus().peers()) {
            if (peer.peerId() == target && !peer.heard()) {
                RefusedException silent = new RefusedException(
                        Refusal.UNSAFE_CHANGE,
                        CoreStatus.NO_LEADER,
                        "Node " + target + " does not answer, so it cannot lead. Nothing was changed.");
                return laterOr(request, startNanos, silent); // a new leader has not heard from every member yet
            }
        }
        return node.transferLeadership(target).thenCompose(done -> served());
    }

    /**
     * Completes once a leader serves again, or none does in time: in both cases this node is not the leader any more.
     */
    private CompletableFuture<Configuration> served() {
        return node.readIndex().handle((index, failure) -> node.configuration());
    }

    /** Returns the voter with the highest match index, or any other voter while none is known. */
    private int mostAdvancedVoter(Configuration current) {
        Map<Integer, Long> matchIndexes = new HashMap<>();
        for (PeerProgress peer : node.nodeStatus().peers()) {
            matchIndexes.put(peer.peerId(), peer.matchIndex());
        }
        return current.members().stream()
                .filter(member -> member.id() != nodeId && current.isVoter(member.id()))
                .map(member -> member.id())
                .max(Comparator.comparing(id -> matchIndexes.getOrDefault(id, 0L)))
                .orElse(0);
    }

    private static <T> CompletableFuture<T> failed(Throwable why) {
        return CompletableFuture.failedFuture(CallProblems.causeOf(why));
    }
}
