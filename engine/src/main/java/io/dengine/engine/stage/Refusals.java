package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.Reason;
import io.dengine.engine.NodeMetrics;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;

/** Answers requests that fail: what happened, what it means for the data, what to do next. Safe for any thread. */
final class Refusals {
    private static final String NOTHING_LOST =
            "This node knows of no missing data, so there is no loss to accept. Nothing was changed."
                    + " Send the request to the nodes that report \"recovering\": true.";

    private static final String CONFIGURATION_LOST =
            "This node has lost the entry with the newest members that it knew, so it does not know whose"
                    + " votes it needs, and does not accept the loss. Nothing was changed. Accept it on the"
                    + " other members: this node follows the leader that they elect. If none of them can,"
                    + " restore a backup.";

    private static final String LOOK_FIRST =
            " It may have been applied, or may still be: read before you send it again.";

    private final NodeView view;
    private final NodeMetrics metrics;

    Refusals(NodeView view, NodeMetrics metrics) {
        this.view = view;
        this.metrics = metrics;
    }

    void stopped(Request request) {
        refuse(
                request,
                Refusal.STOPPED,
                "This node has stopped. Nothing was changed. Send the request to another node.");
    }

    void overloaded(Request request) {
        refuse(
                request,
                Refusal.OVERLOADED,
                "Too many requests wait in this node. Nothing was changed. Try again later, or send fewer at a time.");
    }

    void appliedLate(Request request) {
        refuse(
                request,
                Refusal.OVERLOADED,
                "The leader applies what is committed with a delay of more than a second. Nothing was changed. Try"
                        + " again later, with commands that read or change less.");
    }

    void noSpace(Request request) {
        int self = view.status().leaderId();
        noSpace(
                request,
                "The disk of the leader, node " + self + ", is nearly full: "
                        + view.room().inWords() + ". Nothing was changed. Free space on the disk of its data directory,"
                        + " then try again; deletes are still accepted.");
    }

    /** Rejects the request with the message of the leader. */
    void noSpace(Request request, String message) {
        refuse(request, Refusal.NO_SPACE, message);
    }

    void tooLong(Request request, int length, int maxBytes) {
        refuse(
                request,
                Refusal.BAD_REQUEST,
                "The command has " + length + " bytes, and at most " + maxBytes
                        + " are accepted. Nothing was changed. Split it into smaller commands.");
    }

    void leadershipEnded(Request request) {
        refuse(
                request,
                Refusal.OUTCOME_UNKNOWN,
                "Leadership ended while the command was being replicated." + LOOK_FIRST);
    }

    void leaderLost(Request request) {
        refuse(
                request,
                Refusal.OUTCOME_UNKNOWN,
                "The connection to the leader broke after the command was sent." + LOOK_FIRST);
    }

    void unknown(Request request) {
        refuse(request, Refusal.OUTCOME_UNKNOWN, "The leader does not know the outcome of the command." + LOOK_FIRST);
    }

    void stoppedUnderWay(Request request) {
        refuse(
                request,
                Refusal.OUTCOME_UNKNOWN,
                "This node stopped while the command was being replicated." + LOOK_FIRST);
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
                        "No leader accepted the command in time. Nothing was changed. Try again.");
            case ReadRequest read ->
                refuse(
                        read,
                        Refusal.READ_TIMEOUT,
                        "No quorum confirmed the read in time. Nothing was changed. Try again.");
            case ControlRequest control ->
                refuse(
                        control,
                        Refusal.OUTCOME_UNKNOWN,
                        "The change was not confirmed in time. It may have been applied, or may still be: read the"
                                + " members before you try again.");
            default -> throw new IllegalStateException("not a pending request: " + request);
        }
    }

    /** Answers a request that the core rejected. */
    void refused(Request request, Reason why) {
        switch (why) {
            case NOT_LEADER, LEADERSHIP_LOST -> refuse(request, Refusal.NOT_LEADER, notLeader());
            case NOT_READY ->
                refuse(
                        request,
                        Refusal.NOT_READY,
                        "This node has just become leader and cannot serve yet. Nothing was changed. Try again.");
            case TRANSFER_IN_FLIGHT ->
                refuse(request, Refusal.NOT_READY, "Leadership is being transferred. Nothing was changed. Try again.");
            case TRANSFER_FAILED ->
                refuse(
                        request,
                        Refusal.NOT_READY,
                        "The target did not take over leadership in time, so this node still leads. Nothing was"
                                + " changed. Check that the target is running and has caught up, then try again.");
            case NOTHING_LOST -> refuse(request, Refusal.BAD_REQUEST, NOTHING_LOST);
            case CONFIGURATION_LOST -> refuse(request, Refusal.BAD_REQUEST, CONFIGURATION_LOST);
            case CHANGE_IN_FLIGHT ->
                refuse(
                        request,
                        Refusal.CHANGE_IN_FLIGHT,
                        "Another membership change is in flight. Nothing was changed. Try again once it is committed.");
            case STALE_CONFIGURATION ->
                refuse(
                        request,
                        Refusal.CHANGE_IN_FLIGHT,
                        "The members have changed since this change was planned. Nothing was changed."
                                + " Read the members and decide again.");
            case LEARNER_LAGS ->
                refuse(
                        request,
                        Refusal.UNSAFE_CHANGE,
                        "A learner that should become a voter has not caught up. Nothing was changed."
                                + " Try again once it has.");
            case QUORUM_ENDANGERED ->
                refuse(
                        request,
                        Refusal.UNSAFE_CHANGE,
                        "A majority of the voters that would remain does not answer, so the cluster would accept no"
                                + " writes. Nothing was changed. Start these voters first, or remove those that are"
                                + " lost for good.");
            case LAST_VOTER ->
                refuse(
                        request,
                        Refusal.BAD_REQUEST,
                        "The change would leave no voter. Nothing was changed. Add or promote another node first.");
            case INVALID_CHANGE ->
                refuse(
                        request,
                        Refusal.BAD_REQUEST,
                        "The change is invalid: it changes no member, gives a voter another disk, makes a voter a"
                                + " learner while other voters change, or transfers leadership to a node that is not a"
                                + " voter. Nothing was changed. Read the members with GET /cluster.");
        }
    }

    private String notLeader() {
        int leaderId = view.status().leaderId();
        return leaderId == CoreStatus.NO_LEADER
                ? "This node does not lead, and knows no leader. Nothing was changed. Try again shortly."
                : "This node does not lead. Nothing was changed. Send the request to node " + leaderId + ".";
    }

    private void refuse(Request request, Refusal refusal, String message) {
        if (request.refuse(new RefusedException(refusal, view.status().leaderId(), message))) {
            metrics.requestRefused(refusal);
        }
    }
}
