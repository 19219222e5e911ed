package io.dengine.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.InvariantViolation;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogViewTest {
    private static final EntryId START = EntryId.ZERO;

    private static Entry entry(long index, long term) {
        return new Entry(index, term, index, Entry.Kind.COMMAND, Bytes.utf8("x"));
    }

    /** After {@code base}, one entry for each given term, none of them stored. */
    private static LogView log(EntryId base, long... terms) {
        SnapshotMeta meta = new SnapshotMeta(base, 0, new Configuration(0, List.of()));
        LogView log = new LogView(RecoveredLog.empty(meta));
        for (long term : terms) {
            log.append(entry(log.lastIndex() + 1, term));
        }
        return log;
    }

    private static List<Long> termsOf(LogView log) {
        return java.util.stream.LongStream.rangeClosed(log.base().index(), log.lastIndex())
                .map(log::termAt)
                .boxed()
                .toList();
    }

    private static void store(LogView log, long sequence) {
        log.writing(sequence, 0);
        log.persisted(sequence);
    }

    @Test
    void each_entry_has_its_term_however_many_terms_there_are() {
        LogView log = log(START);
        for (long term = 1; term <= 40; term++) {
            log.append(entry(log.lastIndex() + 1, term));
            log.append(entry(log.lastIndex() + 1, term));
        }

        for (long term = 1; term <= 40; term++) {
            assertThat(log.termAt(2 * term - 1)).isEqualTo(term);
            assertThat(log.termAt(2 * term)).isEqualTo(term);
        }
        assertThatThrownBy(() -> log.termAt(81)).isInstanceOf(InvariantViolation.class);
        assertThat(log.hasTermAt(80)).isTrue();
        assertThat(log.hasTermAt(81)).isFalse();
    }

    @Test
    void an_entry_follows_the_last_one_in_index_term_and_time() {
        LogView log = log(START, 1, 2);

        assertThatThrownBy(() -> log.append(entry(4, 2))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.append(entry(3, 1))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.append(new Entry(3, 2, 1, Entry.Kind.COMMAND, Bytes.EMPTY)))
                .isInstanceOf(InvariantViolation.class);
        log.append(new Entry(3, 2, 2, Entry.Kind.COMMAND, Bytes.EMPTY)); // the same time will do
        assertThat(log.lastId()).isEqualTo(new EntryId(3, 2));
    }

    @Test
    void what_is_truncated_is_gone_from_memory_and_its_terms_with_it() {
        LogView log = log(START, 1, 1, 2, 2, 3);
        log.truncateAfter(3);
        assertThat(log.lastId()).isEqualTo(new EntryId(3, 2));
        assertThat(log.cachedFirst()).isEqualTo(1);
        assertThat(log.cached(1, 3, Long.MAX_VALUE)).hasSize(3);

        log.truncateAfter(2);
        log.append(entry(3, 5));
        assertThat(termsOf(log)).containsExactly(0L, 1L, 1L, 5L);
    }

    @Test
    void a_write_that_ends_after_a_truncation_proves_no_more_than_what_was_kept() {
        LogView log = log(START, 1, 1, 1);
        log.writing(1, 0);
        log.truncateAfter(1);
        log.append(entry(2, 2));
        log.append(entry(3, 2));
        log.writing(2, 0);

        log.persisted(1);
        assertThat(log.persistedIndex()).isEqualTo(1);
        log.persisted(2);
        assertThat(log.persistedIndex()).isEqualTo(3);
        log.truncateAfter(2);
        assertThat(log.persistedIndex()).isEqualTo(2);
    }

    @Test
    void the_oldest_write_that_has_not_ended_says_since_when_the_disk_is_busy() {
        LogView log = log(START, 1);
        assertThat(log.oldestPendingNanos()).isEqualTo(Long.MAX_VALUE);
        log.writing(1, 10);
        log.writing(2, 20);
        assertThat(log.oldestPendingNanos()).isEqualTo(10);
        log.truncateAfter(0);
        assertThat(log.oldestPendingNanos()).isEqualTo(10);
        log.persisted(1);
        assertThat(log.oldestPendingNanos()).isEqualTo(20);
    }

    @Test
    void a_log_that_begins_after_a_snapshot_keeps_the_terms_of_what_is_left() {
        for (long base = 1; base <= 6; base++) {
            LogView log = log(START, 1, 1, 2, 2, 2, 3);
            List<Long> before = termsOf(log);
            log.compactTo(new EntryId(base, log.termAt(base)));

            assertThat(log.base().index()).isEqualTo(base);
            assertThat(log.lastIndex()).isEqualTo(6);
            assertThat(termsOf(log)).isEqualTo(before.subList((int) base, 7));
            assertThat(log.cachedFirst()).isEqualTo(base + 1);
            log.append(entry(7, 3));
            assertThat(log.termAt(7)).isEqualTo(3);
            log.truncateAfter(base);
            assertThat(log.lastId().index()).isEqualTo(base);
        }
    }

    @Test
    void a_log_that_was_compacted_within_a_term_shares_no_more_than_its_base() {
        LogView log = log(START, 1, 2, 2, 2);
        log.compactTo(new EntryId(3, 2));

        assertThat(log.lastSharedWith(new EntryId(9, 1))).isEqualTo(new EntryId(3, 2));
        assertThat(log.lastSharedWith(new EntryId(9, 2))).isEqualTo(new EntryId(4, 2));
        assertThat(log.lastSharedWith(new EntryId(2, 2))).isEqualTo(new EntryId(3, 2));
    }

    @Test
    void a_snapshot_replaces_the_log_and_no_write_of_before_proves_anything_of_it() {
        LogView log = log(START, 1, 1, 1);
        log.writing(1, 10);
        log.resetTo(new EntryId(2, 4));

        assertThat(log.lastId()).isEqualTo(new EntryId(2, 4));
        assertThat(log.persistedIndex()).isEqualTo(2);
        assertThat(log.cachedFirst()).isEqualTo(3);
        assertThat(log.oldestPendingNanos()).isEqualTo(Long.MAX_VALUE);
        log.append(entry(3, 4));
        assertThat(log.cached(3, 3, Long.MAX_VALUE)).containsExactly(entry(3, 4));
        log.persisted(1);
        assertThat(log.persistedIndex()).isEqualTo(2);
    }

    @Test
    void memory_is_given_back_oldest_first_and_nothing_that_is_not_committed() {
        LogView log = log(START, 1, 1, 1, 1);
        long three = 3L * entry(1, 1).weightBytes();
        log.evict(three, 4);
        assertThat(log.cachedFirst()).as("no more than must be").isEqualTo(2);
        log.evict(0, 3);
        assertThat(log.cachedFirst())
                .as("not the one after the last that may go")
                .isEqualTo(4);
        log.evict(0, 4);
        assertThat(log.cachedFirst()).isEqualTo(5);
        assertThat(log.termAt(1)).isEqualTo(1);
    }

    @Test
    void what_fits_one_message_is_taken_from_memory() {
        LogView log = log(START, 1, 1, 1);
        store(log, 1);
        long two = 2L * entry(1, 1).weightBytes();

        assertThat(log.cached(1, 3, two)).hasSize(2);
        assertThat(log.cached(1, 3, two - 1)).hasSize(1);
        assertThat(log.cached(2, 3, 0)).as("at least one").containsExactly(entry(2, 1));
    }

    @Test
    void an_unreadable_entry_stays_unreadable_until_it_is_in_a_snapshot_or_truncated() {
        LogView compacted = log(START, 1, 1, 1, 1);
        store(compacted, 1);
        compacted.unreadable(3);
        compacted.compactTo(new EntryId(2, 1));
        assertThat(compacted.isUnreadable(3)).isTrue();
        compacted.compactTo(new EntryId(3, 1));
        assertThat(compacted.isUnreadable(3)).isFalse();
        assertThat(compacted.lastUnreadable()).isZero();

        LogView truncated = log(START, 1, 1, 1, 1);
        truncated.unreadable(3);
        truncated.truncateAfter(3);
        assertThat(truncated.isUnreadable(3)).isTrue();
        truncated.truncateAfter(2);
        assertThat(truncated.isUnreadable(3)).isFalse();
        assertThat(truncated.lastUnreadable()).isZero();

        LogView replaced = log(START, 1, 1, 1, 1);
        replaced.unreadable(3);
        replaced.resetTo(new EntryId(9, 2));
        assertThat(replaced.lastUnreadable()).isZero();
    }

    @Test
    void terms_are_known_from_the_base_on_and_not_before() {
        LogView log = log(START, 1, 1, 2, 2);
        store(log, 1);
        log.compactTo(new EntryId(1, 1));
        assertThat(log.termAt(1)).isEqualTo(1);
        assertThat(log.termAt(2)).isEqualTo(1);
        assertThat(log.termAt(3)).isEqualTo(2);
        assertThat(log.hasTermAt(0)).isFalse();
    }
}
