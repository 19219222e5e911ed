package io.dengine.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MortalityTest {
    private final Mortality mortality = new Mortality(new Scheduler(new SplittableRandom(1)), true, false);

    @Test
    void a_lease_that_a_user_has_revoked_does_not_end_by_time_whatever_is_committed_next() {
        committed(new Command.LeaseRevoke(7), new Reply.Written(1, true, 0));
        committed(new Command.Expire(0, List.of(), List.of()), new Reply.Written(1, true, 0));
        assertThat(mortality.isRevoked(7)).isTrue();
        assertThat(mortality.isRevoked(8)).isFalse();
    }

    @Test
    void a_session_may_have_sent_the_revocation() {
        committed(new Command.WithSession(3, 1, 0, new Command.LeaseRevoke(7)), new Reply.Written(1, true, 0));
        assertThat(mortality.isRevoked(7)).isTrue();
    }

    @Test
    void a_lease_that_had_ended_before_cannot_be_revoked() {
        committed(new Command.LeaseRevoke(7), new Reply.Refused(1, Rejection.LEASE_NOT_FOUND, ""));
        assertThat(mortality.isRevoked(7)).isFalse();
    }

    private void committed(Command command, Reply reply) {
        mortality.committed(new Entry(1, 1, 0, Entry.Kind.COMMAND, command.encode()), reply.encode());
    }
}
