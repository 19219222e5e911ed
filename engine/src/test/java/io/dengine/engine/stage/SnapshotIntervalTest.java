package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.engine.NodeConfig.SnapshotPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotIntervalTest {
    private static final Entry ENTRY = new Entry(1, 1, 0, Entry.Kind.COMMAND, Bytes.wrap(new byte[1_000]));
    private static final long ENTRY_BYTES = ENTRY.weightBytes();

    /** Returns after which entries a node takes snapshots, each of {@code snapshotEntries} times the size of one. */
    private static List<Integer> snapshots(SnapshotPolicy policy, int nodeId, int entries, int snapshotEntries) {
        SnapshotInterval interval = new SnapshotInterval(policy, nodeId);
        List<Integer> taken = new ArrayList<>();
        for (int applied = 1; applied <= entries; applied++) {
            interval.applied(List.of(ENTRY));
            if (interval.isOver()) {
                interval.next();
                interval.stored(snapshotEntries * ENTRY_BYTES);
                taken.add(applied);
            }
        }
        return taken;
    }

    private static SnapshotPolicy everyEntries(long count) {
        return new SnapshotPolicy(count, Long.MAX_VALUE, 0, 0, 1);
    }

    private static SnapshotPolicy everyBytes(long bytes) {
        return new SnapshotPolicy(Long.MAX_VALUE, bytes, 0, 0, 1);
    }

    @Test
    void nodesTakeTheirSnapshotsInTurn() {
        assertThat(snapshots(everyEntries(1_000), 1, 3_000, 0)).containsExactly(382, 1_382, 2_382);
        assertThat(snapshots(everyEntries(1_000), 2, 3_000, 0)).containsExactly(764, 1_764, 2_764);
        assertThat(snapshots(everyEntries(1_000), 3, 3_000, 0)).containsExactly(146, 1_146, 2_146);
    }

    @Test
    void theyDoSoWhenTheIntervalGrowsWithTheSnapshots() {
        List<List<Integer>> ofNodes = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            ofNodes.add(snapshots(everyBytes(1_000 * ENTRY_BYTES), id, 40_000, 5_000));
        }
        int last = ofNodes.get(0).size() - 1;
        int first = ofNodes.get(0).get(last) % 5_000;
        int second = ofNodes.get(1).get(last) % 5_000;
        int third = ofNodes.get(2).get(last) % 5_000;
        assertThat(Math.floorMod(second - first, 5_000)).isBetween(1_850, 1_950);
        assertThat(Math.floorMod(first - third, 5_000)).isBetween(1_130, 1_230);
    }

    @Test
    void aNodeWritesNoMoreForSnapshotsThanForItsLog() {
        List<Integer> taken = snapshots(everyBytes(1_000 * ENTRY_BYTES), 1, 40_000, 5_000);
        for (int i = 2; i < taken.size(); i++) {
            assertThat(taken.get(i) - taken.get(i - 1)).isEqualTo(5_000);
        }
    }

    @Test
    void nothingIsDueWithoutAPolicy() {
        assertThat(snapshots(SnapshotPolicy.onRequest(), 2, 10_000, 0)).isEmpty();
    }
}
