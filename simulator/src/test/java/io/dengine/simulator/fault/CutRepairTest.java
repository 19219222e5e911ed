package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.Effect.Level;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.simulator.fault.SimDisk.Operation;
import io.dengine.simulator.fault.SimDisk.PowerLoss;
import io.dengine.simulator.fault.SimDisk.ProcessDied;
import io.dengine.wal.SegmentedLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A start that sets damage aside, and is cut short at any operation: what it has removed from sight by then is what
 * showed the damage.
 */
class CutRepairTest extends NodeOnDisks {
    /** The ways in which a start ends early: the death of the process, or a loss of power. */
    private static final List<@Nullable PowerLoss> ENDS = ends();

    private static List<@Nullable PowerLoss> ends() {
        List<@Nullable PowerLoss> ends = new ArrayList<>(List.of(PowerLoss.values()));
        ends.add(null);
        return ends;
    }

    @Test
    void a_start_cut_short_while_it_cuts_a_damaged_segment_does_not_forget_that_entries_are_missing()
            throws IOException {
        Configuration file = voters(0, 3);
        SegmentedLog unused = runs(file);
        disk.crashProcess();
        rot(20);

        cutShortEverywhere("boot", file);
    }

    @Test
    void nor_does_one_that_sets_a_whole_log_aside_because_its_state_is_lost() throws IOException {
        Configuration file = voters(0, 3);
        SegmentedLog log = runs(file);
        log.compact(new SnapshotMeta(new EntryId(40, 1), 9, voters(0, 3)));
        disk.crashProcess();

        cutShortEverywhere("boot", file);
    }

    /** Each later entry was acknowledged: a node that is complete after such a start takes part without them. */
    private void cutShortEverywhere(String boot, Configuration file) throws IOException {
        SimDisk before = disk;
        int cuts = 0;
        for (PowerLoss end : ENDS) {
            boolean died = true;
            for (int operations = 0; died; operations++) {
                disk = before.copy();
                snapshots = new SimDisk();
                died = diesAfter(operations, boot, file);
                cuts += died ? 1 : 0;
                disk.observe(null);
                if (end == null) {
                    disk.crashProcess();
                } else {
                    disk.losePower(new SplittableRandom(operations), end);
                }
                for (String next : List.of(boot, "next")) {
                    assertThat(completenessOf(start(next, Level.SYNCED, file).recovery()))
                            .as("after %s operations and %s", operations, end)
                            .isEqualTo(Completeness.INCOMPLETE);
                    disk.crashProcess();
                }
            }
        }
        assertThat(cuts).isGreaterThan(10 * ENDS.size());
    }

    /** Starts the node; returns whether it dies before an operation that changes something, after so many others. */
    private boolean diesAfter(int operations, String boot, Configuration file) throws IOException {
        int[] left = {operations};
        disk.observe((operation, name, bytes) -> {
            if (operation != Operation.READ && left[0]-- == 0) {
                throw new ProcessDied();
            }
            return bytes;
        });
        try {
            start(boot, Level.SYNCED, file);
            return false;
        } catch (ProcessDied e) {
            return true;
        }
    }
}
