package io.dengine.testkit.sim;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.stage.Stage;
import java.util.List;

/** A store of one node, as the simulation reads it. */
interface TruthStore {
    StateMachine machine();

    /** What has to be driven beside the node. */
    List<Stage> stages();

    long revision();

    /** What {@code key} holds now. */
    Row get(Bytes key);

    /** What the keys with this prefix hold now, and the revision of it. */
    Rows scan(Bytes prefix);

    /**
     * One key.
     *
     * @param value the number that was stored, or 0
     * @param modRevision when it changed last, or 0
     */
    record Row(Bytes key, long value, long modRevision) {}

    /** Several keys at one revision. */
    record Rows(long revision, List<Row> rows) {}
}
