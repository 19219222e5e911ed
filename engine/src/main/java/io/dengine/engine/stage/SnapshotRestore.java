package io.dengine.engine.stage;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.OtherVersionException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import java.io.IOException;

/** Restores a stored snapshot into a state machine. */
public final class SnapshotRestore {
    private SnapshotRestore() {}

    /**
     * Restores the snapshot that ends with {@code meta}.
     *
     * @throws DamagedSnapshotException if it is not stored, or not as it was written; the state machine is unchanged
     */
    public static void restore(SnapshotStore snapshots, StateMachine machine, SnapshotMeta meta) throws IOException {
        for (SnapshotStore.Stored stored : snapshots.stored()) {
            if (stored.meta().equals(meta)) {
                restore(snapshots, machine, stored);
                return;
            }
        }
        throw new DamagedSnapshotException("The snapshot up to entry " + meta.index() + " is not stored here.");
    }

    /**
     * Restores a stored snapshot.
     *
     * @throws DamagedSnapshotException if it is not as it was written; the state machine is unchanged
     * @throws OtherVersionException if another version of the program has written it; the state machine is unchanged
     */
    public static void restore(SnapshotStore snapshots, StateMachine machine, SnapshotStore.Stored stored)
            throws IOException {
        long index = stored.meta().index();
        try (SnapshotStore.Reading parts = snapshots.read(stored);
                StateRestore state = machine.restore()) {
            for (Bytes part = parts.next(); part != null; part = parts.next()) {
                state.add(part);
            }
            state.finish();
        } catch (MalformedBytesException e) {
            throw new DamagedSnapshotException(
                    "The snapshot up to entry " + index + " does not contain a state: " + e.getMessage() + ".");
        } catch (OtherVersionException e) {
            throw new OtherVersionException("The snapshot up to entry " + index
                    + " was written by another version of the program: " + e.getMessage()
                    + ". No snapshot was changed. Start the program that wrote it, or a newer one.");
        }
        if (machine.appliedIndex() != index) {
            throw new IllegalStateException(
                    "a snapshot up to entry " + index + " produced a state at entry " + machine.appliedIndex());
        }
    }
}
