package io.dengine.node.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.node.membership.MembershipView;
import io.dengine.transport.ClusterId;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a node without data makes of what others know. */
class FoundingTest {
    private static final ClusterId OWN = new ClusterId(1, 1);
    private static final ClusterId OTHER = new ClusterId(2, 2);

    private static Member member(int id, String host, long disk, Member.Role role) {
        return new Member(id, host + ":908" + id, disk, role);
    }

    private static Member voter(int id, long disk) {
        return member(id, "localhost", disk, Member.Role.VOTER);
    }

    private static Founding of(Member... members) {
        return new Founding(1, OWN, List.of(members));
    }

    private static MembershipView told(ClusterId cluster, long index, Member... members) {
        return new MembershipView(cluster, new Configuration(index, List.of(members)));
    }

    @Test
    void a_node_that_nobody_knows_begins_its_cluster() throws IOException {
        assertThat(of(voter(1, 0)).decide(List.of())).isNull();
        assertThat(of(voter(1, 0)).decide(List.of(told(OTHER, 9, voter(2, 5))))).isNull();
    }

    @Test
    void nodes_that_have_not_begun_either_begin_together() throws IOException {
        Member[] all = {voter(1, 0), voter(2, 0), voter(3, 0)};
        assertThat(of(all).decide(List.of(told(OWN, 0, all), told(OWN, 0, all))))
                .isNull();
    }

    @Test
    void a_member_whose_disk_is_gone_is_told_how_it_comes_back() {
        MembershipView grown = told(OTHER, 7, voter(1, 11), voter(2, 12), voter(3, 13));
        assertThatThrownBy(() -> of(voter(1, 0)).decide(List.of(grown)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a member of cluster " + OTHER + " already")
                .hasMessageContaining("with data that this directory has not")
                .hasMessageContaining("Nothing was changed")
                .hasMessageContaining("POST /replace {\"node_id\": 1, \"new_node_id\": 1} to any of")
                .hasMessageContaining("2 at localhost:9082");
    }

    @Test
    void a_node_that_is_called_begins_nothing_before_its_callers_have_said_what_they_know() throws IOException {
        Map<String, @Nullable MembershipView> answers = new HashMap<>();
        answers.put("localhost:9082", told(OTHER, 9, voter(2, 5)));
        assertThat(of(voter(1, 0)).decideCalled(answers)).isNull();
        answers.put("localhost:9083", null);
        assertThatThrownBy(() -> of(voter(1, 0)).decideCalled(answers))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("called as a member of a cluster by localhost:9083")
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void one_caller_that_knows_the_node_is_enough() throws IOException {
        MembershipView replaced =
                told(OTHER, 8, member(1, "localhost", 0, Member.Role.PROMOTABLE), voter(2, 12), voter(3, 13));
        Map<String, @Nullable MembershipView> answers = new HashMap<>();
        answers.put("localhost:9082", replaced);
        answers.put("localhost:9083", null);
        assertThat(of(voter(1, 0)).decideCalled(answers)).isEqualTo(replaced);
    }

    @Test
    void a_node_that_was_removed_does_not_begin_its_cluster_a_second_time() {
        Member[] first = {voter(1, 0), voter(2, 0), voter(3, 0)};
        MembershipView present = told(OWN, 9, voter(3, 13), voter(4, 14), voter(5, 15));
        assertThatThrownBy(() -> of(first).decide(List.of(present)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has begun already, and node 1 is not a member of it")
                .hasMessageContaining("nodes 3 at localhost:9083, 4 at localhost:9084")
                .hasMessageContaining("Nothing was changed")
                .hasMessageContaining("let it join");
        MembershipView older = told(OWN, 5, voter(1, 11), voter(2, 12), voter(3, 13));
        assertThatThrownBy(() -> of(first).decide(List.of(older, present)))
                .as("the newest of what members know counts")
                .hasMessageContaining("is not a member of it");
    }

    @Test
    void a_member_that_was_replaced_by_itself_goes_on_in_its_cluster() throws IOException {
        MembershipView replaced =
                told(OTHER, 8, member(1, "localhost", 0, Member.Role.PROMOTABLE), voter(2, 12), voter(3, 13));
        assertThat(of(voter(1, 0)).decide(List.of(replaced))).isEqualTo(replaced);
    }

    @Test
    void the_newest_of_what_members_know_counts() throws IOException {
        MembershipView before = told(OTHER, 7, voter(1, 11), voter(2, 12), voter(3, 13));
        MembershipView replaced =
                told(OTHER, 8, member(1, "localhost", 0, Member.Role.PROMOTABLE), voter(2, 12), voter(3, 13));
        assertThat(of(voter(1, 0)).decide(List.of(before, replaced))).isEqualTo(replaced);
    }

    @Test
    void lists_that_differ_are_told_apart_by_what_differs() {
        Member there = member(2, "127.0.0.1", 0, Member.Role.VOTER);
        assertThatThrownBy(() ->
                        of(voter(1, 0), voter(2, 0), voter(3, 0)).decide(List.of(told(OTHER, 0, voter(1, 0), there))))
                .hasMessageContaining("node 2 is at localhost:9082 here and at 127.0.0.1:9082 there")
                .hasMessageContaining("node 3 is listed here and not there")
                .hasMessageContaining("Nothing was changed");
    }
}
