package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.Reason;
import io.dengine.engine.NodeMetrics;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;

/** Answers requests that fail: what happened, what it means for the data, what to do next. Safe for any thread. */
final class Refusals {
    private static final String LOOK_FIRST =
            " It may have been applied, or may be later, or never: look before sending it again.";

    private final NodeView view;
    private final NodeMetrics metrics;

    Refusals(NodeView view, NodeMetrics metrics) {
        this.view = view;
        this.metrics = metrics;
    }

    void stopped(Request request) {
        refuse(request, Refusal.STOPPED, "This node is stopped. Nothing was changed. Ask another node.");
    }

    void overloaded(Request request) {
        refuse(
                request,
                Refusal.OVERLOADED,
                "Too many requests wait in this node. Nothing was changed. Send more slowly and try again.");
    }

    void noSpace(Request request) {
        int self = view.status().leaderId();
        noSpace(
                request,
                "The disk of the leader, node " + self + ", is nearly full: "
                        + view.room().inWords() + ". Nothing was changed. Make room on the disk of its data directory,"
                        + " then try again; deletes are taken meanwhile.");
    }

    /** Refuses with the message of the leader. */
    void noSpace(Request request, String message) {
        refuse(request, Refusal.NO_SPACE, message);
    }

    void tooLong(Request request, int length, int maxBytes) {
        refuse(
                request,
                Refusal.BAD_REQUEST,
                "The command has " + length + " bytes, and no more than " + maxBytes
                        + " are accepted. Nothing was changed. Send it in smaller parts.");
    }

    void leadershipEnded(Request request) {
        refuse(request, Refusal.OUTCOME_UNKNOWN, "Leadership ended while the command was replicated." + LOOK_FIRST);
    }

    void leaderLost(Request request) {
        refuse(request, Refusal.OUTCOME_UNKNOWN, "The connection to the leader broke after sending." + LOOK_FIRST);
    }

    void unknown(Request request) {
        refuse(request, Refusal.OUTCOME_UNKNOWN, "The leader cannot tell what became of the command." + LOOK_FIRST);
    }

    void stoppedUnderWay(Request request) {
        refuse(request, Refusal.OUTCOME_UNKNOWN, "This node stopped while the command was replicated." + LOOK_FIRST);
    }

    /** Answers a request whose timeout has passed. */
    void late(Request request) {
        switch (request) {
            case CommandRequest command
            when command.isUnderWay() ->
                refuse(command, Refusal.OUTCOME_UNKNOWN, "The command was not confirmed in time." + LOOK_FIRST);
            case CommandRequest command ->
                refuse(
                        command,
                        Refusal.NOT_READY,
                        "No leader took the command in time. Nothing was changed. Try again.");
            case ReadRequest read ->
                refuse(
                        read,
                        Refusal.READ_TIMEOUT,
                        "No quorum confirmed the read in time. Nothing was read. Try again.");
            case ControlRequest control ->
                refuse(
                        control,
                        Refusal.OUTCOME_UNKNOWN,
                        "The change was not confirmed in time. It may have been applied, or may be later, or never:"
                                + " look at the members before trying again.");
            default -> throw new IllegalStateException("not a request that waits: " + request);
        }
    }

    /** Answers a request that the core refused. */
    void refused(Request request, Reason why) {
        switch (why) {
            case NOT_LEADER, LEADERSHIP_LOST -> refuse(request, Refusal.NOT_LEADER, notLeader());
            case NOT_READY ->
                refuse(
                        request,
                        Refusal.NOT_READY,
                        "This node has only just become leader. Nothing was changed. Try again.");
            case TRANSFER_IN_FLIGHT ->
                refuse(request, Refusal.NOT_READY, "Leadership is being handed over. Nothing was changed. Try again.");
            case TRANSFER_FAILED ->
                refuse(
                        request,
                        Refusal.NOT_READY,
                        "The other node did not take over in time, and this one still leads. Nothing was changed."
                                + " See whether the other node is up and has caught up, then try again.");
            case NOTHING_LOST ->
                refuse(
                        request,
                        Refusal.BAD_REQUEST,
                        "This node lacks nothing that it knows of, so there is no loss to accept. Nothing was changed."
                                + " Ask the nodes that tell \"recovering\": true of themselves.");
            case CHANGE_IN_FLIGHT ->
                refuse(
                        request,
                        Refusal.CHANGE_IN_FLIGHT,
                        "Another change of members is under way. Nothing was changed. Wait for its end, then try"
                                + " again.");
            case STALE_CONFIGURATION ->
                refuse(
                        request,
                        Refusal.CHANGE_IN_FLIGHT,
                        "The members are no longer those that the change was made for. Nothing was changed."
                                + " Look at the members and decide anew.");
            case LEARNER_LAGS ->
                refuse(
                        request,
                        Refusal.UNSAFE_CHANGE,
                        "A learner that should become a voter has not caught up. Nothing was changed."
                                + " Try again when it has.");
            case QUORUM_ENDANGERED ->
                refuse(
                        request,
                        Refusal.UNSAFE_CHANGE,
                        "A majority of the voters that the change would leave does not answer at the moment, so the"
                                + " cluster would stand still. Nothing was changed. Bring them back first, or remove"
                                + " those that are gone for good.");
            case LAST_VOTER ->
                refuse(
                        request,
                        Refusal.BAD_REQUEST,
                        "The change would leave no voter. Nothing was changed. A cluster needs at least one.");
            case INVALID_CHANGE ->
                refuse(
                        request,
                        Refusal.BAD_REQUEST,
                        "The change is not possible: it changes no member, or names a node that cannot take part."
                                + " Nothing was changed. GET /cluster lists the members.");
        }
    }

    private String notLeader() {
        int leaderId = view.status().leaderId();
        return leaderId == CoreStatus.NO_LEADER
                ? "This node does not lead, and no leader is known. Nothing was changed. Try again shortly."
                : "This node does not lead. Nothing was changed. Send the request to node " + leaderId + ".";
    }

    private void refuse(Request request, Refusal refusal, String message) {
        if (request.refuse(new RefusedException(refusal, view.status().leaderId(), message))) {
            metrics.requestRefused(refusal);
        }
    }
}
