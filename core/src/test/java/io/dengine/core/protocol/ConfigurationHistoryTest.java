package io.dengine.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.InvariantViolation;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationHistoryTest {
    private static final long FIRST_DISK = 11;
    private static final long NEW_DISK = 12;

    private static Configuration configuration(long index, long storageId) {
        return new Configuration(
                index,
                List.of(
                        new Member(1, "localhost:9081", storageId, Member.Role.VOTER),
                        new Member(2, "localhost:9082", 0, Member.Role.VOTER)));
    }

    /** The members at first without disks, as a cluster begins. */
    private static ConfigurationHistory begun() {
        return new ConfigurationHistory(RecoveredLog.empty(SnapshotMeta.bootstrap(configuration(0, 0))));
    }

    @Test
    void any_disk_may_lead_before_one_is_named() {
        assertThat(begun().mayLead(1, NEW_DISK, 0)).isTrue();
    }

    @Test
    void another_disk_than_the_one_named_may_not_lead_though_it_is_not_known_whether_that_has_committed() {
        ConfigurationHistory history = begun();
        history.add(configuration(6, FIRST_DISK));
        assertThat(history.mayLead(1, FIRST_DISK, 0)).isTrue();
        assertThat(history.mayLead(1, NEW_DISK, 0)).isFalse();
        history.truncateAfter(5);
        assertThat(history.mayLead(1, NEW_DISK, 0)).isTrue();
    }

    @Test
    void a_disk_that_is_being_replaced_may_lead_until_the_replacement_has_committed() {
        ConfigurationHistory history = begun();
        history.add(configuration(6, FIRST_DISK));
        history.add(configuration(9, NEW_DISK));
        assertThat(history.mayLead(1, FIRST_DISK, 6)).isTrue();
        assertThat(history.mayLead(1, FIRST_DISK, 9)).isFalse();
        assertThat(history.mayLead(1, NEW_DISK, 6)).isTrue();
    }

    private static ConfigurationHistory withChangesAt(long... indexes) {
        ConfigurationHistory history = begun();
        for (long index : indexes) {
            history.add(configuration(index, FIRST_DISK));
        }
        return history;
    }

    @Test
    void in_force_at_an_index_is_the_newest_configuration_up_to_it() {
        ConfigurationHistory history = withChangesAt(6, 9);
        assertThat(history.at(5).index()).isZero();
        assertThat(history.at(6).index()).isEqualTo(6);
        assertThat(history.at(8).index()).isEqualTo(6);
        assertThat(history.at(9).index()).isEqualTo(9);
        assertThat(history.at(10).index()).isEqualTo(9);
    }

    @Test
    void compaction_keeps_the_configuration_in_force_at_its_index() {
        ConfigurationHistory before = withChangesAt(6, 9);
        before.compactTo(5);
        assertThat(before.at(5).index()).isZero();
        ConfigurationHistory exactly = withChangesAt(6, 9);
        exactly.compactTo(6);
        assertThat(exactly.at(0).index()).isEqualTo(6);
        assertThat(exactly.current().index()).isEqualTo(9);
    }

    @Test
    void truncation_keeps_what_is_in_force_at_the_last_entry_kept() {
        ConfigurationHistory history = withChangesAt(6, 9);
        assertThat(history.truncateAfter(9)).isFalse();
        assertThat(history.truncateAfter(8)).isTrue();
        assertThat(history.current().index()).isEqualTo(6);
    }

    @Test
    void a_snapshot_replaces_all_configurations() {
        ConfigurationHistory history = withChangesAt(6, 9);
        history.resetTo(configuration(20, NEW_DISK));
        assertThat(history.at(9).index()).isEqualTo(20);
    }

    @Test
    void no_configuration_is_added_twice() {
        ConfigurationHistory history = withChangesAt(6);
        assertThatThrownBy(() -> history.add(configuration(6, NEW_DISK))).isInstanceOf(InvariantViolation.class);
    }
}
