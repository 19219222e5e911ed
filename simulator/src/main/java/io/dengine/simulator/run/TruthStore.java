package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.stage.Stage;
import java.util.List;

/** The store of one node, as the simulation reads it. */
interface TruthStore {
    StateMachine machine();

    /** Returns the stages that must be driven in addition to the node's. */
    List<Stage> stages();

    long revision();

    /** Returns the incarnation of the history, or 0 before the first leader's first entry. */
    long incarnation();

    /** Returns the lease that {@code key} is attached to, or 0. */
    long leaseOf(Bytes key);

    /** Returns the current row of {@code key}. */
    Row get(Bytes key);

    /** Returns the current rows with this prefix, and their revision. */
    Rows scan(Bytes prefix);

    /**
     * The state of one key.
     *
     * @param value the number that was stored, or 0
     * @param modRevision the revision of its last change, or 0
     */
    record Row(Bytes key, long value, long modRevision) {}

    /** Several keys at one revision. */
    record Rows(long revision, List<Row> rows) {}
}
