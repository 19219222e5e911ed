package io.dengine.embedded;

import io.dengine.api.EngineException;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Node;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a node can serve: it knows a leader, a quorum has confirmed that leader, and all entries that were
 * committed at that moment, including the leader's first entry, are applied on this node.
 */
final class Readiness {
    private static final long PAUSE_MILLIS = 20;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Node node;
    private final int nodeId;

    Readiness(Node node, int nodeId) {
        this.node = node;
        this.nodeId = nodeId;
    }

    /** @throws EngineException if the node is not ready in time, or cannot become ready any more */
    Leader await(Duration timeout) {
        long startNanos = System.nanoTime();
        long patienceNanos = timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
        while (true) {
            long leftNanos = patienceNanos - (System.nanoTime() - startNanos);
            Refusal why = confirmed(node.readIndex(), leftNanos);
            CoreStatus status = node.status();
            if (why == null && status.leaderId() != CoreStatus.NO_LEADER) {
                return new Leader(status.leaderId(), status.term());
            }
            Throwable failure = node.failure();
            if (failure != null) {
                throw caused(
                        new EngineException.Closed("The engine has stopped itself: " + failure.getMessage()), failure);
            }
            if (why == Refusal.STOPPED) {
                throw new EngineException.Closed("The engine is closed.");
            }
            if (System.nanoTime() - startNanos >= patienceNanos) {
                throw new EngineException.Unavailable(
                        "The engine was not ready within " + timeout + ". " + missing(status));
            }
            pause();
        }
    }

    /** Returns why a read was not confirmed in time, or null if it was. */
    private static @Nullable Refusal confirmed(CompletableFuture<Long> read, long patienceNanos) {
        try {
            read.get(Math.max(0, patienceNanos), TimeUnit.NANOSECONDS);
            return null;
        } catch (TimeoutException e) {
            return Refusal.READ_TIMEOUT;
        } catch (ExecutionException e) {
            return e.getCause() instanceof RefusedException refused ? refused.refusal() : Refusal.OUTCOME_UNKNOWN;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static EngineException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return caused(
                new EngineException.Unavailable("The caller was interrupted before the engine was ready."), cause);
    }

    private static EngineException caused(EngineException failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }

    private String missing(CoreStatus status) {
        if (node.isRecovering()) {
            return "It may lack entries that it had acknowledged, so it waits for the other voters to bring it up to"
                    + " date: " + voters() + ". They must run, and reach each other.";
        }
        if (status.leaderId() == CoreStatus.NO_LEADER) {
            return "No leader is known to node " + nodeId + " in term " + status.term() + ": a majority of the voters"
                    + " must run, and reach each other: " + voters() + ".";
        }
        return "Node " + status.leaderId() + " leads in term " + status.term()
                + ", but a majority of the voters has not"
                + " confirmed that lately, or this node is behind: it has applied entry " + node.appliedIndex()
                + " of those up to " + node.commitIndex() + " that it knows to be committed. The voters are "
                + voters() + ".";
    }

    private String voters() {
        Configuration members = node.configuration();
        return members.members().stream()
                .filter(Member::isVoter)
                .map(member ->
                        member.id() == nodeId ? member.id() + " (this one)" : member.id() + " at " + member.address())
                .collect(Collectors.joining(", "));
    }
}
