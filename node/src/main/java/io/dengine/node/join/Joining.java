package io.dengine.node.join;

import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.store.CallProblems;
import io.dengine.node.membership.MembershipView;
import io.dengine.node.membership.OperatorCalls;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Joins a node without data to a cluster: it asks the configured members, one after the other, until one has added it.
 * Only then does the node know its cluster and open its data directory under that cluster's id.
 */
public final class Joining {
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final AdminRequest.Join request;
    private final List<String> members;
    private final OperatorCalls calls;
    private final Listener listener;
    private final SplittableRandom jitter = new SplittableRandom();
    private volatile boolean mayBeMember;

    /** Receives the progress of a join. */
    public interface Listener {
        /** @param members the members that are asked */
        void joining(String address, String members);

        /** @param pauseMillis the pause before the next member is asked */
        void notAdmitted(String member, String why, long pauseMillis);

        /** @param members all members, including this node */
        void joined(String clusterId, String members);
    }

    /**
     * @param request the role and address that this node requests
     * @param members addresses of members, at least one
     */
    public Joining(AdminRequest.Join request, List<String> members, OperatorCalls calls, Listener listener) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a node that joins needs a member to ask");
        }
        this.request = request;
        this.members = List.copyOf(members);
        this.calls = calls;
        this.listener = listener;
    }

    /** Waits until the node is accepted. Returns null if {@code stop} completes first. */
    public @Nullable MembershipView await(CompletableFuture<?> stop) throws InterruptedException {
        listener.joining(request.address(), String.join(", ", members));
        for (int attempt = 0; !stop.isDone(); attempt++) {
            String member = members.get(attempt % members.size());
            boolean before = mayBeMember;
            mayBeMember = true; // until an answer proves otherwise, also if this wait ends without one
            CompletableFuture<MembershipView> asked = calls.askToJoin(member, request);
            if (!ended(CompletableFuture.anyOf(asked.exceptionally(failure -> null), stop)) || stop.isDone()) {
                return null;
            }
            String why = whyNot(asked);
            if (why == null) {
                return told(asked.join());
            }
            mayBeMember = before || isUnknown(asked);
            long pauseMillis = pauseMillis(attempt / members.size());
            listener.notAdmitted(member, why, pauseMillis);
            if (endsWithin(pauseMillis, stop)) {
                return null;
            }
        }
        return null;
    }

    /**
     * Returns what the end of {@link #await} without an admission means for the cluster: an answer that did not arrive
     * may have been that the node was added.
     */
    public String afterwards() {
        return mayBeMember
                ? "A member may have added node " + request.nodeId() + " meanwhile: then it is a learner that does not"
                        + " answer, until it is started again or removed."
                : "No member has added it.";
    }

    private static boolean isUnknown(CompletableFuture<MembershipView> asked) {
        return !asked.isCompletedExceptionally()
                || CallProblems.causeOf(asked.exceptionNow()) instanceof RefusedException refused
                        && refused.refusal() == Refusal.OUTCOME_UNKNOWN;
    }

    /** Waits for the future and returns true if it completed normally. */
    private static boolean ended(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private @Nullable String whyNot(CompletableFuture<MembershipView> asked) {
        if (asked.isCompletedExceptionally()) {
            return String.valueOf(CallProblems.causeOf(asked.exceptionNow()).getMessage());
        }
        return asked.join().members().contains(request.nodeId()) ? null : "It does not say who belongs to its cluster.";
    }

    private MembershipView told(MembershipView view) {
        List<String> names = view.members().members().stream()
                .map(member -> member.id() + " at " + member.address())
                .toList();
        listener.joined(view.cluster().toString(), String.join(", ", names));
        return view;
    }

    private long pauseMillis(int round) {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(round, 10));
        return pause / 2 + jitter.nextLong(pause / 2 + 1);
    }

    private static boolean endsWithin(long millis, CompletableFuture<?> stop) throws InterruptedException {
        try {
            stop.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false; // no stop was requested: ask the next member
        } catch (ExecutionException e) {
            return true;
        }
    }
}
