package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a leader hands over, on request or because it stops (Raft dissertation, §3.10). */
class TransferTest {
    private final OneCore one = OneCore.leading(1);

    private List<Message.TimeoutNow> orders(int to) {
        return one.sent(to, Message.TimeoutNow.class);
    }

    private void transfer(int to) {
        one.step(new Event.TransferRequested(to, waiter("transfer")));
    }

    private void refusedWith(Reason why) {
        assertThat(one.all(Effect.Refuse.class)).containsExactly(new Effect.Refuse(List.of(waiter("transfer")), why));
    }

    @Test
    void a_target_that_holds_the_whole_log_is_asked_at_once() {
        transfer(2);
        assertThat(orders(2)).containsExactly(new Message.TimeoutNow(2));
        assertThat(orders(3)).isEmpty();
        one.step(new Event.Received(2, new Message.Superseded(3)));
        assertThat(one.all(Effect.Complete.class)).containsExactly(new Effect.Complete(List.of(waiter("transfer"))));
    }

    @Test
    void a_target_that_lacks_entries_is_asked_when_it_has_them() {
        transfer(3);
        assertThat(orders(3)).isEmpty();
        one.afterMillis(10);
        one.acknowledge(3);
        assertThat(orders(3)).hasSize(1);
    }

    @Test
    void a_transfer_that_takes_an_election_timeout_has_failed() {
        transfer(3);
        one.afterMillis(99).acknowledge(2);
        assertThat(one.all(Effect.Refuse.class)).isEmpty();
        one.afterMillis(1);
        refusedWith(Reason.TRANSFER_FAILED);
        assertThat(one.core.status().role()).isEqualTo(RoleName.LEADER);
    }

    @Test
    void a_transfer_to_the_leader_itself_is_done() {
        transfer(OneCore.SELF);
        assertThat(one.all(Effect.Complete.class)).containsExactly(new Effect.Complete(List.of(waiter("transfer"))));
    }

    @Test
    void only_a_voter_can_take_over() {
        transfer(9);
        refusedWith(Reason.INVALID_CHANGE);
    }

    @Test
    void a_leader_that_stops_hands_over_to_the_voter_that_holds_most() {
        one.step(new Event.StepDownRequested());
        assertThat(orders(2)).hasSize(1);
        assertThat(orders(3)).isEmpty();
        one.step(new Event.StepDownRequested());
        assertThat(orders(2)).as("it asks once").hasSize(1);
    }

    @Test
    void a_leader_that_stops_waits_for_its_own_transfer_without_answering_anybody() {
        one.propose(waiter("write"));
        one.step(new Event.StepDownRequested());
        assertThat(orders(2)).isEmpty();
        one.afterMillis(100);
        assertThat(one.all(Effect.Refuse.class)).isEmpty();
    }
}
