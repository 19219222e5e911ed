package io.dengine.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.PeerFlow;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.membership.RemovedMember;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.Refusal;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Nodes 1 to 3 vote and 1 leads; 4 has caught up, 5 lags, 6 only reads, 7 was removed. */
class MemberPlanTest {
    private static final long ANY = AdminRequest.ANY_INDEX;

    private final MemberPlan plan = plan(
            voter(1),
            voter(2),
            voter(3),
            learner(4, 44),
            learner(5, 0),
            new Member(6, "h:6", 66, Member.Role.READ_ONLY));

    private static MemberPlan plan(Member... members) {
        return new MemberPlan(
                1,
                new Configuration(9, List.of(members), List.of(new RemovedMember(7, 77))),
                List.of(peer(2, 100, 0, false), peer(4, 100, 0, true), peer(5, 20, 80, false)));
    }

    private static PeerProgress peer(int id, long matchIndex, long lagEntries, boolean readyToVote) {
        PeerFlow flow = new PeerFlow(PeerFlow.Mode.PIPELINE, matchIndex + 1, 0);
        return new PeerProgress(id, matchIndex, lagEntries, readyToVote, true, flow, 1_000_000);
    }

    private static Member voter(int id) {
        return new Member(id, "h:" + id, id * 11L, Member.Role.VOTER);
    }

    private static Member learner(int id, long storageId) {
        return new Member(id, "h:" + id, storageId, Member.Role.PROMOTABLE);
    }

    private void isDone(AdminRequest request) {
        assertThat(plan.next(request)).isEqualTo(new MemberPlan.Done());
    }

    private void isRefused(AdminRequest request, Refusal refusal, String words) {
        assertThat(plan.next(request)).isInstanceOfSatisfying(MemberPlan.Refuse.class, refuse -> {
            assertThat(refuse.why().refusal()).isEqualTo(refusal);
            assertThat(refuse.why()).hasMessageContaining(words).hasMessageContaining("Nothing was changed");
        });
    }

    private void waits(AdminRequest request, String words) {
        assertThat(plan.next(request))
                .isInstanceOfSatisfying(
                        MemberPlan.Wait.class, wait -> assertThat(wait.why()).hasMessageContaining(words));
    }

    private Configuration changed(AdminRequest request) {
        MemberPlan.Step step = plan.next(request);
        assertThat(step).isInstanceOf(MemberPlan.Change.class);
        return ((MemberPlan.Change) step).target();
    }

    @Test
    void a_node_joins_as_a_learner() {
        assertThat(changed(new AdminRequest.Join(8, "h:8", true)).member(8)).isEqualTo(learner(8, 0));
        assertThat(changed(new AdminRequest.Join(8, "h:8", false)).member(8))
                .isEqualTo(new Member(8, "h:8", 0, Member.Role.READ_ONLY));
    }

    @Test
    void members_that_no_node_could_store_are_refused() {
        String longest = "h".repeat(Configuration.MAX_MEMBERS_BYTES - 4) + ":1";
        isRefused(new AdminRequest.Join(8, longest, true), Refusal.BAD_REQUEST, "The members would take");
        isRefused(new AdminRequest.Move(2, longest, ANY), Refusal.BAD_REQUEST, "a node stores at most 4096");
        isRefused(new AdminRequest.Replace(2, 8, longest, ANY), Refusal.BAD_REQUEST, "Use shorter addresses");
    }

    @Test
    void whatever_is_planned_can_be_stored() {
        SplittableRandom random = new SplittableRandom(17);
        int refused = 0;
        for (int run = 0; run < 50; run++) {
            Configuration members = new Configuration(1, List.of(voter(1)));
            for (int id = 2; id < 300; id++) {
                int some = (2 + random.nextInt(id)) * 1_000_000;
                String address = "h".repeat(random.nextInt(250)) + ":" + id;
                AdminRequest request = switch (random.nextInt(4)) {
                    case 0 -> new AdminRequest.Remove(List.of(some), false, ANY);
                    case 1 -> new AdminRequest.Move(some, address, ANY);
                    default -> new AdminRequest.Join(id * 1_000_000, address, true);
                };
                MemberPlan.Step step = new MemberPlan(1, members, List.of()).next(request);
                if (step instanceof MemberPlan.Change change) {
                    members = change.target().after(members);
                }
                refused += step instanceof MemberPlan.Refuse ? 1 : 0;
                assertThat(members.encode().length()).isLessThanOrEqualTo(Configuration.MAX_ENCODED_BYTES);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void joining_again_changes_nothing() {
        isDone(new AdminRequest.Join(4, "h:4", true));
        isDone(new AdminRequest.Join(2, "h:2", true));
        isDone(new AdminRequest.Join(5, "h:5", true, true, ANY));
    }

    @Test
    void an_id_or_an_address_that_is_taken_is_refused() {
        isRefused(new AdminRequest.Join(4, "h:9", true), Refusal.BAD_REQUEST, "at h:4");
        isRefused(new AdminRequest.Join(8, "h:2", true), Refusal.BAD_REQUEST, "Node 2 has the address h:2 already");
        isRefused(new AdminRequest.Move(4, "h:2", ANY), Refusal.BAD_REQUEST, "Node 2 has the address h:2 already");
    }

    @Test
    void a_member_that_comes_back_without_its_data_is_not_admitted_by_itself() {
        isRefused(new AdminRequest.Join(4, "h:4", true, true, ANY), Refusal.UNSAFE_CHANGE, "replace the node");
    }

    @Test
    void learners_that_have_caught_up_are_promoted() {
        assertThat(changed(new AdminRequest.Promote(4)).isVoter(4)).isTrue();
        waits(new AdminRequest.Promote(5), "lacks 80 entries");
        waits(new AdminRequest.Promote(List.of(4, 5), ANY), "Learner 5");
        isRefused(new AdminRequest.Promote(6), Refusal.BAD_REQUEST, "read-only");
        isRefused(new AdminRequest.Promote(8), Refusal.BAD_REQUEST, "Node 8 is not a member");
        isRefused(new AdminRequest.Promote(2), Refusal.BAD_REQUEST, "Node 2 is a voter already");
    }

    @Test
    void members_are_removed_once() {
        assertThat(changed(new AdminRequest.Remove(List.of(2, 4), false, ANY)).members())
                .extracting(Member::id)
                .containsExactly(1, 3, 5, 6);
        isDone(new AdminRequest.Remove(7));
        isRefused(new AdminRequest.Remove(8), Refusal.BAD_REQUEST, "Node 8 is not a member");
        isRefused(new AdminRequest.Remove(List.of(1, 2, 3), false, ANY), Refusal.BAD_REQUEST, "no voter");
    }

    @Test
    void a_voter_is_replaced_by_a_learner_in_one_step() {
        Configuration target = changed(new AdminRequest.Replace(3, 4, null, ANY));
        assertThat(target.isVoter(4)).isTrue();
        assertThat(target.contains(3)).isFalse();
    }

    @Test
    void a_successor_that_is_no_member_joins_first() {
        Configuration target = changed(new AdminRequest.Replace(3, 8, "h:8", ANY));
        assertThat(target.member(8)).isEqualTo(learner(8, 0));
        assertThat(target.isVoter(3)).isTrue();
        isRefused(new AdminRequest.Replace(3, 8, null, ANY), Refusal.BAD_REQUEST, "add its address");
        waits(new AdminRequest.Replace(3, 5, null, ANY), "lacks 80 entries");
        isDone(new AdminRequest.Replace(7, 2, null, ANY));
    }

    @Test
    void a_replacement_goes_on_after_its_first_change_whatever_index_it_expected() {
        AdminRequest.Replace request = new AdminRequest.Replace(3, 8, "h:8", 9);
        MemberPlan.Change first = (MemberPlan.Change) plan.next(request);
        AdminRequest rest = Objects.requireNonNull(first.rest());
        MemberPlan after = new MemberPlan(1, first.target().at(10), plan.peers());
        assertThat(after.next(rest))
                .isInstanceOfSatisfying(
                        MemberPlan.Wait.class,
                        wait -> assertThat(wait.why())
                                .hasMessageContaining("Learner 8 has not answered")
                                .hasMessageNotContainingAny("Nothing was changed"));
        MemberPlan caughtUp = new MemberPlan(1, first.target().at(11), List.of(peer(8, 100, 0, true)));
        assertThat(caughtUp.next(rest)).isInstanceOfSatisfying(MemberPlan.Change.class, last -> {
            assertThat(last.rest()).isNull();
            assertThat(last.target().isVoter(8)).isTrue();
            assertThat(last.target().contains(3)).isFalse();
        });
    }

    @Test
    void a_voter_that_lost_its_disk_begins_anew_as_a_learner() {
        assertThat(changed(new AdminRequest.Replace(3, 3, null, ANY)).member(3)).isEqualTo(learner(3, 0));
        isDone(new AdminRequest.Replace(5, 5, null, ANY));
        waits(new AdminRequest.Replace(2, 2, null, ANY), "has not lost it");
        MemberPlan begun = new MemberPlan(
                1,
                new Configuration(9, List.of(voter(1), learner(3, 333)), List.of(new RemovedMember(3, 33))),
                List.of());
        assertThat(begun.next(new AdminRequest.Replace(3, 3, null, ANY).ofDisk(33)))
                .as("its new disk is known by now, and stays")
                .isEqualTo(new MemberPlan.Done());
        assertThat(begun.next(new AdminRequest.Replace(3, 3, null, ANY).ofDisk(333)))
                .as("it is lost as well")
                .isInstanceOf(MemberPlan.Change.class);
        isRefused(new AdminRequest.Replace(1, 1, null, ANY), Refusal.BAD_REQUEST, "leads");
    }

    @Test
    void a_member_moves() {
        assertThat(changed(new AdminRequest.Move(3, "h:33", ANY)).member(3))
                .isEqualTo(new Member(3, "h:33", 33, Member.Role.VOTER));
        isDone(new AdminRequest.Move(3, "h:3", ANY));
    }

    @Test
    void a_request_for_another_configuration_is_refused_unless_it_is_done() {
        isRefused(new AdminRequest.Promote(List.of(4), 8), Refusal.CHANGE_IN_FLIGHT, "is at index 9, not 8");
        isDone(new AdminRequest.Remove(List.of(7), false, 8));
        assertThat(changed(new AdminRequest.Promote(List.of(4), 9)).isVoter(4)).isTrue();
    }

    @Test
    void nothing_is_planned_in_the_middle_of_a_change() {
        MemberPlan joint = plan(voter(1), new Member(2, "h:2", 22, Member.Role.INCOMING));
        assertThat(joint.next(new AdminRequest.Promote(2))).isInstanceOf(MemberPlan.Wait.class);
    }
}
