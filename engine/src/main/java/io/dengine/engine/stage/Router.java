package io.dengine.engine.stage;

import io.dengine.core.CoreConfig;
import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.Reason;
import io.dengine.core.Waiter;
import io.dengine.engine.NodePorts;
import io.dengine.engine.port.PeerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Routes each request: into this node's core, to the node that leads, or aside until a node leads.
 *
 * <pre>
 *              .--> proposals, reads --> core --> refused --.
 *   accepted --+--> sent to the leader ---------> refused --+--> parked --> accepted again
 *              '--> parked <--------------------------------'
 * </pre>
 *
 * <p>Invariants: a command is proposed again only after an answer that proves that it never will be applied; everything
 * here ends by its deadline. Owned by the core's thread.
 */
final class Router {
    private static final int MAX_BATCH_REQUESTS = 8_192;
    private static final long MAX_BATCH_BYTES = 4L << 20;

    private final NodePorts ports;
    private final NodeView view;
    private final Refusals refusals;
    private final Consumer<Effect> leasedReads;
    private final Outlet outlet;
    private final long retryNanos;
    private final Outstanding outstanding;
    private final PeerTable peers = new PeerTable();
    private final ArrayDeque<Request> parked = new ArrayDeque<>();

    private final List<Event.Proposal> proposals = new ArrayList<>();
    private final List<Waiter> readers = new ArrayList<>();
    private long proposalBytes;

    private boolean retryNow;
    private long nextRetryNanos = Stage.NO_DEADLINE;

    /**
     * Creates a router.
     *
     * @param leasedReads takes reads that need no confirmation
     * @param retryNanos the time after which a request that a leader has refused is tried again
     */
    Router(
            NodePorts ports,
            CoreStage.Surroundings surroundings,
            Outlet outlet,
            Consumer<Effect> leasedReads,
            CoreConfig core) {
        this.ports = ports;
        this.view = surroundings.view();
        this.refusals = surroundings.refusals();
        this.leasedReads = leasedReads;
        this.outlet = outlet;
        this.retryNanos = core.heartbeatNanos();
        this.outstanding = new Outstanding(Outstanding.firstIdOf(core.seed()));
    }

    /** Returns whether the current batch has room for more. */
    boolean hasRoom() {
        return proposals.size() + readers.size() < MAX_BATCH_REQUESTS && proposalBytes < MAX_BATCH_BYTES;
    }

    void accept(CommandRequest command) {
        CoreStatus status = view.status();
        if (!command.anywhere() || status.role() == RoleName.LEADER) {
            command.setUnderWay(true);
            proposals.add(new Event.Proposal(command.command(), command));
            proposalBytes += command.weightBytes();
        } else if (status.leaderId() == CoreStatus.NO_LEADER || !forward(command, status.leaderId())) {
            park(command);
        }
    }

    void accept(ReadRequest read) {
        if (read.leased() && view.leaseCovers()) {
            leasedReads.accept(new Effect.ReadAt(List.of(read), view.commitIndex()));
        } else if (view.status().leaderId() == CoreStatus.NO_LEADER) {
            park(read);
        } else {
            readers.add(read);
        }
    }

    /** Returns the commands for the core, in order; empties the batch. */
    List<Event.Proposal> takeProposals() {
        List<Event.Proposal> taken = List.copyOf(proposals);
        proposals.clear();
        proposalBytes = 0;
        return taken;
    }

    /** Returns the reads for the core; empties the batch. */
    List<Waiter> takeReads() {
        List<Waiter> taken = List.copyOf(readers);
        readers.clear();
        return taken;
    }

    private boolean forward(CommandRequest command, int leaderId) {
        if (peers.isDown(leaderId)) {
            return false;
        }
        long id = outstanding.add(command, leaderId);
        if (id == 0) {
            return false;
        }
        command.setUnderWay(true);
        command.setForwardId(id);
        outlet.send(leaderId, new PeerMessage.Forward(id, command.command()));
        return true;
    }

    private void park(Request request) {
        parked.addLast(request);
        if (nextRetryNanos == Stage.NO_DEADLINE && view.status().leaderId() != CoreStatus.NO_LEADER) {
            nextRetryNanos = ports.time().nanoTime() + retryNanos;
        }
    }

    /** Handles a possible change of leader: parked requests are tried again at once. */
    void leaderChanged() {
        retryNow = !parked.isEmpty() && view.status().leaderId() != CoreStatus.NO_LEADER;
    }

    boolean isRetryDue(long nowNanos) {
        return retryNow || nowNanos >= nextRetryNanos;
    }

    /** Tries parked requests again, as far as the batch has room. */
    void retry() {
        nextRetryNanos = Stage.NO_DEADLINE;
        retryNow = false;
        for (int left = parked.size(); left > 0; left--) {
            if (!hasRoom()) {
                retryNow = true;
                return;
            }
            Request request = parked.removeFirst();
            if (request.isAnswered()) {
                request.leave();
            } else {
                again(request);
            }
        }
    }

    private void again(Request request) {
        switch (request) {
            case CommandRequest command -> accept(command);
            case ReadRequest read -> accept(read);
            default -> throw new IllegalStateException("never parked: " + request);
        }
    }

    long nextDeadlineNanos() {
        return retryNow ? ports.time().nanoTime() : nextRetryNanos;
    }

    /** Handles a request that the core refused, and that never will have an effect. */
    void refused(Request request, Reason why) {
        boolean mayTryAgain = switch (request) {
            case CommandRequest command -> {
                command.setUnderWay(false);
                yield command.anywhere();
            }
            case ReadRequest read -> true;
            default -> false;
        };
        if (mayTryAgain && isPassing(why) && !request.isAnswered()) {
            park(request);
        } else {
            refusals.refused(request, why);
            request.leave();
        }
    }

    private static boolean isPassing(Reason why) {
        return switch (why) {
            case NOT_LEADER, NOT_READY, TRANSFER_IN_FLIGHT, LEADERSHIP_LOST -> true;
            case CHANGE_IN_FLIGHT,
                    STALE_CONFIGURATION,
                    INVALID_CHANGE,
                    LEARNER_LAGS,
                    QUORUM_ENDANGERED,
                    LAST_VOTER,
                    NOTHING_LOST,
                    CONFIGURATION_LOST,
                    TRANSFER_FAILED -> false;
        };
    }

    /** Answers a request that was in the log when leadership ended. */
    void abandoned(Request request) {
        refusals.leadershipEnded(request);
        request.leave();
    }

    /**
     * Handles a request whose timeout has passed and whose client was answered. The core releases what it holds by
     * itself.
     */
    void late(Request request) {
        if (request instanceof CommandRequest command && outstanding.remove(command.forwardId())) {
            command.leave();
        }
        for (Request first = parked.peekFirst(); first != null && first.isAnswered(); first = parked.peekFirst()) {
            parked.removeFirst();
            first.leave();
        }
    }

    /** Returns whether a command that {@code from} forwards is new, and not a repetition. */
    boolean isNewForward(int from, PeerMessage.Forward forward) {
        return peers.isNewForward(from, forward.requestId());
    }

    /** Handles the leader's answer. */
    void replied(int from, PeerMessage.ForwardReply reply) {
        CommandRequest command = outstanding.remove(reply.requestId(), from);
        if (command == null) {
            return;
        }
        command.setForwardId(0);
        switch (reply.outcome()) {
            case APPLIED -> {
                command.applied(reply.result());
                command.leave();
            }
            case UNKNOWN -> {
                refusals.unknown(command);
                command.leave();
            }
            case NO_SPACE -> {
                refusals.noSpace(command, reply.result().toUtf8());
                command.leave();
            }
            case REFUSED, OVERLOADED -> {
                command.setUnderWay(false);
                if (command.isAnswered()) {
                    command.leave();
                } else {
                    park(command);
                }
            }
        }
    }

    void connected(int peer) {
        peers.setDown(peer, false);
        leaderChanged();
    }

    void disconnected(int peer) {
        peers.setDown(peer, true);
        outstanding.removeAll(peer, command -> {
            refusals.leaderLost(command);
            command.leave();
        });
    }
}
