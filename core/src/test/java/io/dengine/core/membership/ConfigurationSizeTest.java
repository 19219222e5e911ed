package io.dengine.core.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The members of a cluster fit into the block in which a log stores them. */
class ConfigurationSizeTest {
    private static final Configuration NONE = new Configuration(0, List.of());

    /** Each takes as much: an id of one byte, an address after its length, the disk and the role. */
    private static Configuration members(int count, int bytesEach) {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            members.add(new Member(id, "h".repeat(bytesEach - 11), id, Member.Role.VOTER));
        }
        return new Configuration(0, members);
    }

    @Test
    void members_up_to_the_limit_are_stored() {
        assertThat(members(63, 65).encode().length()).isEqualTo(Configuration.MAX_MEMBERS_BYTES);
        assertThat(members(63, 65).excessOver(NONE)).isNull();
        assertThat(members(63, 66).excessOver(NONE))
                .contains("would take 4159 bytes")
                .contains("at most 4096")
                .contains("Use shorter addresses");
    }

    @Test
    void members_beyond_the_limit_may_only_become_smaller() {
        Configuration stored = members(40, 120);
        assertThat(members(39, 120).excessOver(stored)).isNull();
        assertThat(stored.excessOver(stored)).isNull();
        assertThat(members(41, 120).excessOver(stored)).isNotNull();
    }

    @Test
    void no_cluster_begins_beyond_the_limit() {
        assertThat(Configuration.ofNew(members(63, 65).members())).isEqualTo(members(63, 65));
        assertThatThrownBy(() -> Configuration.ofNew(members(63, 66).members()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The members would take 4159 bytes");
    }

    @Test
    void there_is_room_for_everything_that_may_have_been_removed() {
        List<RemovedMember> removed = new ArrayList<>();
        for (int i = 0; i < Configuration.MAX_REMOVED; i++) {
            removed.add(new RemovedMember(Integer.MAX_VALUE - i, -1));
        }
        Configuration greatest = new Configuration(0, members(63, 65).members(), removed);
        assertThat(greatest.encode().length()).isEqualTo(Configuration.MAX_ENCODED_BYTES);
    }
}
