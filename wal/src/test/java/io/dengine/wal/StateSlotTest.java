package io.dengine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.Effect;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.membership.RemovedMember;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slot of the state file holds every state that a cluster can lead to. */
class StateSlotTest {
    @TempDir
    Path directory;

    private static Configuration greatest(long index) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 63; i++) {
            members.add(new Member(i + 1, "h".repeat(54), -1, Member.Role.OUTGOING));
        }
        List<RemovedMember> removed = new ArrayList<>();
        for (int i = 0; i < Configuration.MAX_REMOVED; i++) {
            removed.add(new RemovedMember(Integer.MAX_VALUE - i, -1));
        }
        Configuration greatest = new Configuration(index, members, removed);
        assertThat(greatest.encode().length()).isEqualTo(Configuration.MAX_ENCODED_BYTES);
        return greatest;
    }

    @Test
    void the_greatest_state_fits_with_three_configurations() throws IOException {
        long great = Long.MAX_VALUE - 3;
        StoredState state = new StoredState(
                great,
                -1,
                -1,
                Integer.MAX_VALUE,
                -1,
                new HardState(great, Integer.MAX_VALUE, Completeness.TAIL_LOST, great),
                new SnapshotMeta(new EntryId(great, great), great, greatest(great)),
                greatest(great + 2),
                greatest(great + 1),
                great,
                great,
                great,
                "b".repeat(100),
                true,
                Effect.Level.WRITTEN);
        try (FileDisk disk = FileDisk.open(directory);
                StateFile file = StateFile.create(disk, state)) {
            assertThat(file.read()).isEqualTo(state);
        }
    }
}
