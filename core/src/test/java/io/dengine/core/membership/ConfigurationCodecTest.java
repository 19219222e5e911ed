package io.dengine.core.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The encoding of a configuration: what was written is read, anything else is rejected. */
class ConfigurationCodecTest {
    /** One member in each role, highest id first. */
    private static List<Member> inEachRole() {
        List<Member> members = new ArrayList<>();
        for (Member.Role role : Member.Role.values()) {
            int id = 9 - role.ordinal();
            members.add(new Member(id, "node" + id, 10L * id, role));
        }
        return members;
    }

    @Test
    void members_and_removed_members_are_read_as_they_were_written() {
        Configuration written = new Configuration(7, inEachRole(), List.of(new RemovedMember(3, 33)));
        assertThat(Configuration.decode(7, written.encode())).isEqualTo(written);
    }

    @Test
    void the_order_in_which_members_are_given_makes_no_difference() {
        List<Member> reversed = new ArrayList<>(inEachRole());
        reversed.sort((one, other) -> Integer.compare(one.id(), other.id()));
        assertThat(new Configuration(1, inEachRole())).isEqualTo(new Configuration(1, reversed));
    }

    @Test
    void no_role_beyond_the_last_is_taken() {
        Bytes unknown = new BytesWriter(16)
                .writeVarLong(1)
                .writeVarLong(1)
                .writeString("node1")
                .writeLong(0)
                .writeByte(Member.Role.values().length)
                .toBytes();
        assertThatThrownBy(() -> Configuration.decode(1, unknown))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("no such member role");
    }

    @Test
    void nothing_may_follow() {
        BytesWriter longer = new BytesWriter(64);
        longer.writeRaw(new Configuration(1, inEachRole(), List.of(new RemovedMember(3, 33))).encode());
        longer.writeByte(0);
        assertThatThrownBy(() -> Configuration.decode(1, longer.toBytes())).isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void sixty_four_members_are_the_most() {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= Configuration.MAX_MEMBERS; id++) {
            members.add(new Member(id, "", 0, Member.Role.VOTER));
        }
        assertThat(new Configuration(0, members).voterCount()).isEqualTo(64);
        members.add(new Member(65, "", 0, Member.Role.VOTER));
        assertThatThrownBy(() -> new Configuration(0, members)).isInstanceOf(IllegalArgumentException.class);
    }
}
