package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTripsTest {
    private static final long MS = 1_000_000L;

    private final RoundTrips trips = new RoundTrips();

    private static Message.Append append(long term, long round) {
        return new Message.Append(term, 1, round, new EntryId(0, 0), 0, List.of());
    }

    private static Message echo(long term, long round) {
        return new Message.Echo(term, 1, round);
    }

    @Test
    void aPeerThatHasNotAnsweredHasNone() {
        trips.sent(2, append(1, 1), 0);
        assertThat(trips.nanosOf(2)).isEqualTo(RoundTrips.UNKNOWN);
    }

    @Test
    void theFirstAppendOfARoundAndItsEchoAreATrip() {
        trips.sent(2, append(1, 1), 0);
        trips.sent(2, append(1, 1), 5 * MS); // more entries of the same round
        trips.heard(2, echo(1, 1), 8 * MS);
        assertThat(trips.nanosOf(2)).isEqualTo(8 * MS);
        assertThat(trips.nanosOf(3)).isEqualTo(RoundTrips.UNKNOWN);
    }

    @Test
    void laterTripsAreSmoothedIn() {
        trips.sent(2, append(1, 1), 0);
        trips.heard(2, echo(1, 1), 8 * MS);
        trips.sent(2, append(1, 2), 100 * MS);
        trips.heard(2, echo(1, 2), 116 * MS);
        assertThat(trips.nanosOf(2)).isEqualTo(9 * MS);
    }

    @Test
    void whatBelongsToAnotherTermOrAnEarlierRoundEndsNoTrip() {
        trips.sent(2, append(7, 3), 0);
        trips.heard(2, echo(6, 9), MS);
        trips.heard(2, echo(7, 2), MS);
        assertThat(trips.nanosOf(2)).isEqualTo(RoundTrips.UNKNOWN);
        trips.heard(2, new Message.AppendAccepted(7, 1, 3, 10, false), 2 * MS);
        assertThat(trips.nanosOf(2)).isEqualTo(2 * MS);
    }

    @Test
    void aLostMessageIsMeasuredNoMore() {
        trips.sent(2, append(1, 1), 0);
        trips.sent(2, append(1, 2), 2_000 * MS);
        trips.heard(2, echo(1, 2), 2_003 * MS);
        assertThat(trips.nanosOf(2)).isEqualTo(3 * MS);
    }
}
