package io.dengine.server.call;

import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.call.NodeFrame;
import io.dengine.call.Problem;
import java.util.concurrent.CompletableFuture;

/** The calls of a connection, from their frames to their answers. Owned by the event loop of the connection. */
final class ServedCalls {
    private static final Answer UNEXPECTED =
            new Answer.Failed(Problem.UNEXPECTED, "The node failed to answer. Please report what its log says.");

    private final CallServer server;
    private final CallOutlet outlet;
    private final RangeReads ranges;
    private long owner;
    private int underWay;

    ServedCalls(CallServer server, CallOutlet outlet) {
        this.server = server;
        this.outlet = outlet;
        this.ranges = new RangeReads(server.limits().maxRanges());
    }

    /** Sets the owner of the sessions that this connection opens. */
    void ownedBy(long newOwner) {
        owner = newOwner;
    }

    /** Returns the number of calls that have not been answered. */
    int underWay() {
        return underWay;
    }

    void ask(ClientFrame.Ask ask, int frameBytes) {
        if (underWay >= server.limits().maxCalls()) {
            String text = underWay + " calls of this connection are under way, which is as many as may be.";
            fail(ask.id(), Problem.OVERLOADED, "Nothing was done: " + text);
            return;
        }
        if (!outlet.memory().begins(frameBytes)) {
            fail(ask.id(), Problem.OVERLOADED, "Nothing was done: " + CallMemory.noRoomForRequest() + ".");
            return;
        }
        underWay++;
        server.meter().callBegun(ask.call());
        if (ask.call() instanceof Call.ReadRange) {
            ranges.add(ask, frameBytes);
            startRanges();
        } else {
            start(new ServedCall(ask.id(), frameBytes, outlet.memory()), ask);
        }
    }

    /** Starts the range reads for which there is room now. */
    void startRanges() {
        ranges.start(outlet::hasRoom, this::startRange);
    }

    private void startRange(ClientFrame.Ask ask, int frameBytes) {
        ServedCall call = new ServedCall(ask.id(), frameBytes, outlet.memory());
        if (call.expect(ranges.expectedBytes())) {
            start(call, ask);
        } else {
            answered(call, CallMemory.noRoom());
        }
    }

    private void start(ServedCall call, ClientFrame.Ask ask) {
        CompletableFuture<Answer> answer = ask.call() instanceof Call.Write write
                ? server.target().call(write.ownedBy(owner))
                : server.target().call(ask.call(), call.rows());
        if (answer.isDone()) {
            answered(call, answer.getNow(UNEXPECTED));
            return;
        }
        if (ask.call() instanceof Call.ReadRange) {
            ranges.begun(call, answer);
        }
        // The event loop gets the answer alone: the future would keep one in memory that was refused.
        var unused = answer.whenComplete((done, failure) ->
                outlet.arrived(new Arrival.Finished(call, call.keep(failure == null ? done : UNEXPECTED))));
    }

    void finished(Arrival.Finished finished) {
        ServedCall call = finished.call();
        Answer answer = finished.answer();
        if (answer == null) {
            call.close();
            forget(call.frameBytes());
            outlet.close(); // the client sees that it does not know the outcome, as after any lost answer
            return;
        }
        answered(call, answer);
        if (ranges.ended(call)) {
            startRanges();
        }
    }

    private void answered(ServedCall call, Answer answer) {
        long id = call.id();
        call.giveBack();
        forget(call.frameBytes());
        if (answer instanceof Answer.Failed failed) {
            server.meter().callFailed(failed.problem());
        }
        if (!(answer instanceof Answer.Found found)) {
            outlet.send(new NodeFrame.Answered(id, answer)); // the outcome of a write is never replaced
        } else if (!outlet.write(id, found.rows(), call.rows())) {
            fail(id, Problem.OVERLOADED, CallMemory.noRoom().message());
        }
        call.close();
    }

    /** Ends a call whose client is not there to receive the answer. */
    void drop(Arrival.Finished finished) {
        finished.call().close();
        forget(finished.call().frameBytes());
    }

    private void forget(int frameBytes) {
        underWay--;
        outlet.memory().ended(frameBytes);
        server.meter().callEnded();
    }

    /** Answers a call that was not begun. */
    void fail(long id, Problem problem, String message) {
        server.meter().callFailed(problem);
        outlet.send(new NodeFrame.Answered(id, new Answer.Failed(problem, message)));
    }

    /** Leaves out the range reads that have not begun: the connection is closed. */
    void close() {
        for (int frameBytes : ranges.close()) {
            forget(frameBytes);
        }
    }
}
