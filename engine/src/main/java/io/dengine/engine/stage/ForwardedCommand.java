package io.dengine.engine.stage;

import io.dengine.bytes.Bytes;
import io.dengine.engine.RefusedException;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.PeerMessage.Outcome;

/** A command that another member forwarded for its client. The answer goes back to that member. */
final class ForwardedCommand extends CommandRequest {
    private final Outlet coreOutlet;
    private final Outlet applyOutlet;
    private final int from;
    private final long requestId;

    /**
     * Creates a request.
     *
     * @param coreOutlet for refusals, which come from the core's thread
     * @param applyOutlet for results
     */
    ForwardedCommand(Ticket ticket, Outlet coreOutlet, Outlet applyOutlet, int from, PeerMessage.Forward forward) {
        super(ticket, forward.command(), false);
        this.coreOutlet = coreOutlet;
        this.applyOutlet = applyOutlet;
        this.from = from;
        this.requestId = forward.requestId();
    }

    @Override
    boolean applied(Bytes result) {
        boolean first = super.applied(result);
        if (first) {
            answer(applyOutlet, Outcome.APPLIED, 0, result);
        }
        return first;
    }

    @Override
    boolean refuse(RefusedException why) {
        boolean first = super.refuse(why);
        if (first) {
            Outcome outcome = outcomeOf(why);
            Bytes told = outcome == Outcome.NO_SPACE ? Bytes.utf8(String.valueOf(why.getMessage())) : Bytes.EMPTY;
            answer(coreOutlet, outcome, why.leaderId(), told);
        }
        return first;
    }

    private void answer(Outlet outlet, Outcome outcome, int leaderId, Bytes result) {
        outlet.send(from, new PeerMessage.ForwardReply(requestId, outcome, leaderId, result));
    }

    private static Outcome outcomeOf(RefusedException why) {
        return switch (why.refusal()) {
            case OVERLOADED -> Outcome.OVERLOADED;
            case NO_SPACE -> Outcome.NO_SPACE;
            case OUTCOME_UNKNOWN -> Outcome.UNKNOWN;
            case NOT_LEADER, NOT_READY, READ_TIMEOUT, CHANGE_IN_FLIGHT, UNSAFE_CHANGE, BAD_REQUEST, STOPPED ->
                Outcome.REFUSED;
        };
    }
}
