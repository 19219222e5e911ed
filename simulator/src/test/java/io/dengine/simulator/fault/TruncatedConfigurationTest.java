package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.Effect.Level;
import io.dengine.core.log.Completeness;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Recovery;
import io.dengine.simulator.fault.SimDisk.Operation;
import io.dengine.simulator.fault.SimDisk.PowerLoss;
import io.dengine.simulator.fault.SimDisk.ProcessDied;
import io.dengine.wal.SegmentedLog;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A configuration whose entry another leader's entries have replaced never came to be: it is not lost, and keeps no
 * operator from accepting a loss. It is remembered for as long as its entry can come back.
 */
class TruncatedConfigurationTest extends NodeOnDisks {
    private final Configuration file = voters(0, 3);

    private List<Configuration> lostConfigurations() throws IOException {
        return start("next", Level.SYNCED, file).recovery().log().lostConfigurations();
    }

    private void truncate(SegmentedLog log) throws IOException {
        log.truncateAfter(45);
    }

    @Test
    void a_configuration_that_was_truncated_is_not_lost() throws IOException {
        truncate(runs(file, members(50, 2)));
        disk.crashProcess();
        assertThat(lostConfigurations()).isEmpty();
    }

    @Test
    void a_configuration_that_was_truncated_is_not_lost_after_a_loss_of_power() throws IOException {
        truncate(runs(file, members(50, 2)));
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        assertThat(lostConfigurations()).isEmpty();
    }

    @Test
    void the_configuration_before_it_stays_known_though_its_entry_cannot_be_read() throws IOException {
        truncate(runs(file, members(30, 2), members(50, 4)));
        disk.crashProcess();
        rot(20);
        assertThat(lostConfigurations()).containsExactly(voters(30, 2));
    }

    @Test
    void one_that_is_appended_again_is_known_again() throws IOException {
        SegmentedLog log = runs(file, members(50, 2));
        truncate(log);
        log.append(List.of(members(46, 4)));
        log.sync();
        disk.crashProcess();
        rot(20);
        assertThat(lostConfigurations()).containsExactly(voters(46, 4));
    }

    @Test
    void one_that_was_lost_before_stays_lost_when_the_log_is_truncated() throws IOException {
        try (SegmentedLog log = runs(file, members(30, 2))) {
            log.noteCommitted(5);
        }
        rot(20);
        Recovery repaired = start("boot", Level.SYNCED, file).recovery();
        assertThat(repaired.log().lostConfigurations()).containsExactly(voters(30, 2));
        disk.crashProcess();

        SegmentedLog log = new SegmentedLog(disk, wal("boot", file));
        var unused = log.recover();
        log.truncateAfter(10);
        disk.crashProcess();
        assertThat(lostConfigurations()).containsExactly(voters(30, 2));
    }

    @Test
    void wherever_a_truncation_is_cut_short_an_entry_that_comes_back_is_known() throws IOException {
        SegmentedLog unused = runs(file, members(50, 2));
        SimDisk before = disk;
        before.crashProcess();
        int cameBack = 0;
        for (PowerLoss end : PowerLoss.values()) {
            boolean died = true;
            for (int operations = 0; died; operations++) {
                disk = before.copy();
                died = truncationDiesAfter(operations);
                disk.losePower(new SplittableRandom(operations), end);
                if (lastIndex(disk.copy()) == 50) {
                    cameBack++;
                    snapshots = new SimDisk();
                    rot(20);
                    assertThat(lostConfigurations())
                            .as("after %s operations and %s", operations, end)
                            .containsExactly(voters(50, 2));
                }
            }
        }
        assertThat(cameBack).isPositive();
    }

    private boolean truncationDiesAfter(int operations) throws IOException {
        SegmentedLog log = new SegmentedLog(disk, wal("boot", file));
        assertThat(log.recover().hardState().completeness()).isEqualTo(Completeness.COMPLETE);
        int[] left = {operations};
        disk.observe((operation, name, bytes) -> {
            if (operation != Operation.READ && left[0]-- == 0) {
                throw new ProcessDied();
            }
            return bytes;
        });
        try {
            truncate(log);
            return false;
        } catch (ProcessDied e) {
            return true;
        } finally {
            disk.observe(null);
        }
    }

    private long lastIndex(SimDisk of) throws IOException {
        try (SegmentedLog log = new SegmentedLog(of, wal("boot", file))) {
            return log.recover().lastIndex();
        }
    }
}
