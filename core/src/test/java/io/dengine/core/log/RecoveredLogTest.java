package io.dengine.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a log holds when it is opened, and what a node concludes from it. */
class RecoveredLogTest {
    private static final SnapshotMeta BASE = SnapshotMeta.bootstrap(members(0, 1));

    private static Configuration members(long index, int voters) {
        return new Configuration(
                index,
                IntStream.rangeClosed(1, voters)
                        .mapToObj(id -> new Member(id, "node" + id, 0, Member.Role.VOTER))
                        .toList());
    }

    private static Entry command(long index, long term) {
        return new Entry(index, term, 1, Entry.Kind.COMMAND, Bytes.EMPTY);
    }

    private static Entry change(long index, long term, int voters) {
        return new Entry(
                index, term, 1, Entry.Kind.CONFIGURATION, members(index, voters).encode());
    }

    @Test
    void theTermsTheConfigurationsAndTheLastEntryAreKept() {
        List<Entry> entries = List.of(command(1, 1), change(2, 1, 2), command(3, 4), change(4, 4, 3), command(5, 5));
        RecoveredLog log = RecoveredLog.of(HardState.INITIAL, BASE, entries);
        assertThat(log.termRuns()).containsExactly(new TermRun(1, 1), new TermRun(3, 4), new TermRun(5, 5));
        assertThat(log.configurations()).containsExactly(entries.get(1), entries.get(3));
        assertThat(log.tail()).containsExactly(entries.get(4));
        assertThat(log.lastIndex()).isEqualTo(5);
        assertThat(log.newestConfiguration()).isEqualTo(members(4, 3));
    }

    @Test
    void withoutEntriesTheMembersAreThoseOfTheSnapshot() {
        RecoveredLog log = RecoveredLog.of(HardState.INITIAL, BASE, List.of());
        assertThat(log).isEqualTo(RecoveredLog.empty(BASE));
        assertThat(log.lastIndex()).isZero();
        assertThat(log.newestConfiguration()).isEqualTo(members(0, 1));
    }

    @Test
    void aTailThatDoesNotReachTheEndIsRejected() {
        List<Entry> tail = List.of(command(1, 1));
        assertThatThrownBy(() -> new RecoveredLog(HardState.INITIAL, BASE, 2, List.of(), List.of(), tail))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RecoveredLog(HardState.INITIAL, BASE, 1, List.of(), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptyDiskIsCompleteForAnOnlyVoterAndDecidesNothingForOneOfSeveral() {
        assertThat(Completeness.BLANK.atStart(members(0, 1), 1, false)).isEqualTo(Completeness.COMPLETE);
        assertThat(Completeness.BLANK.atStart(members(0, 3), 1, false)).isEqualTo(Completeness.BLANK);
        assertThat(Completeness.BLANK.atStart(members(0, 3), 4, false)).isEqualTo(Completeness.INCOMPLETE);
        assertThat(Completeness.BLANK.atStart(members(0, 3), 1, true)).isEqualTo(Completeness.BLANK);
    }

    @Test
    void aLostTailMattersOnlyToALogThatWasComplete() {
        assertThat(Completeness.COMPLETE.atStart(members(0, 3), 1, true)).isEqualTo(Completeness.TAIL_LOST);
        assertThat(Completeness.COMPLETE.atStart(members(0, 3), 1, false)).isEqualTo(Completeness.COMPLETE);
        assertThat(Completeness.INCOMPLETE.atStart(members(0, 3), 1, true)).isEqualTo(Completeness.INCOMPLETE);
        assertThat(Completeness.TAIL_LOST.atStart(members(0, 3), 1, false)).isEqualTo(Completeness.TAIL_LOST);
    }
}
