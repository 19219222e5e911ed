package io.dengine.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of a {@link LogStore}. To test your own store, extend this class and implement how the store is opened
 * and how its process ends; your build runs the tests.
 */
public abstract class LogStoreContract {
    /** The voters in the logs of this suite. */
    public static final Configuration VOTERS =
            new Configuration(0, List.of(new Member(1, "localhost:1", 7, Member.Role.VOTER)));

    /** Opens the store on the files that earlier stores of the same test left. */
    protected abstract LogStore open() throws IOException;

    /** Ends the process that has the store open, without closing the store. */
    protected abstract void crash() throws IOException;

    private static Entry entry(long index, long term) {
        return new Entry(index, term, index * 10, Entry.Kind.COMMAND, Bytes.utf8("entry " + index + " of " + term));
    }

    private static List<Entry> entries(long first, long last, long term) {
        List<Entry> entries = new ArrayList<>();
        for (long index = first; index <= last; index++) {
            entries.add(entry(index, term));
        }
        return entries;
    }

    private static List<Entry> readAll(LogStore log, long first, long last, int maxBytes) throws IOException {
        List<Entry> all = new ArrayList<>();
        while (first + all.size() <= last) {
            List<Entry> part = log.read(first + all.size(), last, maxBytes);
            assertFalse(part.isEmpty(), "a read returns at least one entry");
            all.addAll(part);
        }
        return all;
    }

    @Test
    void a_new_store_begins_after_the_bootstrap_configuration() throws IOException {
        try (LogStore log = open()) {
            assertEquals(RecoveredLog.empty(SnapshotMeta.bootstrap(VOTERS)), log.recover());
        }
    }

    @Test
    void an_end_in_order_keeps_everything() throws IOException {
        try (LogStore log = open()) {
            log.recover();
            log.saveHardState(new HardState(3, 1));
            log.append(entries(1, 50, 2));
            log.append(entries(51, 60, 3));
        }
        try (LogStore log = open()) {
            RecoveredLog recovered = log.recover();
            assertEquals(new HardState(3, 1), recovered.hardState());
            assertEquals(60, recovered.lastIndex());
            assertEquals(List.of(new TermRun(1, 2), new TermRun(51, 3)), recovered.termRuns());
            assertEquals(entries(1, 50, 2), readAll(log, 1, 50, 300));
            assertEquals(entries(51, 60, 3), readAll(log, 51, 60, 1 << 20));
            assertFalse(recovered.tail().isEmpty());
            assertEquals(entry(60, 3), recovered.tail().get(recovered.tail().size() - 1));
        }
    }

    @Test
    void a_crash_keeps_what_was_written() throws IOException {
        LogStore log = open();
        log.recover();
        log.append(entries(1, 5, 1));
        log.sync();
        log.append(entries(6, 9, 1));
        log.saveHardState(new HardState(2, 0));
        crash();

        RecoveredLog recovered = open().recover();
        assertEquals(9, recovered.lastIndex());
        assertEquals(new HardState(2, 0), recovered.hardState());
        crash();
    }

    @Test
    void the_hard_state_comes_back_with_all_its_parts() throws IOException {
        for (Completeness completeness : Completeness.values()) {
            LogStore log = open();
            log.recover();
            HardState saved = new HardState(4, 2, completeness);
            log.saveHardState(saved);
            crash();
            assertEquals(saved, open().recover().hardState());
            crash();
        }
    }

    @Test
    void truncated_entries_stay_away_and_may_be_replaced() throws IOException {
        LogStore log = open();
        log.recover();
        log.append(entries(1, 30, 1));
        log.truncateAfter(10);
        log.append(entries(11, 20, 2));
        log.truncateAfter(15);
        log.append(entries(16, 17, 3));
        List<Entry> expected = new ArrayList<>(entries(1, 10, 1));
        expected.addAll(entries(11, 15, 2));
        expected.addAll(entries(16, 17, 3));
        assertEquals(expected, readAll(log, 1, 17, 200));
        crash();

        log = open();
        RecoveredLog recovered = log.recover();
        assertEquals(17, recovered.lastIndex());
        assertEquals(List.of(new TermRun(1, 1), new TermRun(11, 2), new TermRun(16, 3)), recovered.termRuns());
        assertEquals(expected, readAll(log, 1, 17, 1 << 20));
        crash();
    }

    @Test
    void a_read_over_a_long_truncation_sees_nothing_that_was_replaced() throws IOException {
        LogStore log = open();
        log.recover();
        log.append(entries(1, 200, 1));
        log.truncateAfter(70);
        log.append(entries(71, 90, 2));
        List<Entry> expected = new ArrayList<>(entries(1, 70, 1));
        expected.addAll(entries(71, 90, 2));
        for (int maxBytes : new int[] {1, 700, 5_000, 1 << 20}) {
            assertEquals(expected, readAll(log, 1, 90, maxBytes));
        }
        crash();
        log = open();
        log.recover();
        assertEquals(expected, readAll(log, 1, 90, 1 << 20));
        crash();
    }

    @Test
    void everything_may_be_truncated() throws IOException {
        LogStore log = open();
        log.recover();
        log.append(entries(1, 3, 1));
        log.truncateAfter(0);
        log.sync();
        crash();
        log = open();
        assertEquals(0, log.recover().lastIndex());
        log.append(entries(1, 2, 2));
        assertEquals(entries(1, 2, 2), readAll(log, 1, 2, 1 << 20));
        crash();
    }

    @Test
    void configurations_are_found_again_unless_truncated() throws IOException {
        LogStore log = open();
        log.recover();
        Entry first = new Entry(1, 1, 5, Entry.Kind.CONFIGURATION, VOTERS.encode());
        Entry third = new Entry(3, 1, 5, Entry.Kind.CONFIGURATION, VOTERS.encode());
        log.append(List.of(first, entry(2, 1), third));
        log.truncateAfter(2);
        crash();
        assertEquals(List.of(first), open().recover().configurations());
        crash();
    }

    @Test
    void a_read_keeps_to_its_limits() throws IOException {
        LogStore log = open();
        log.recover();
        log.append(entries(1, 20, 1));
        assertEquals(entries(4, 4, 1), log.read(4, 20, 1));
        List<Entry> some = log.read(4, 9, 4 * entry(4, 1).weightBytes());
        assertTrue(some.size() >= 1 && some.size() <= 4, "a read returns no more bytes than requested");
        assertEquals(entry(9, 1), log.read(9, 9, 1 << 20).get(0));
        assertThrows(IOException.class, () -> log.read(21, 25, 100));
        crash();
    }

    @Test
    void a_large_entry_finds_its_place() throws IOException {
        Entry large = new Entry(2, 1, 20, Entry.Kind.COMMAND, Bytes.wrap(new byte[300_000]));
        LogStore log = open();
        log.recover();
        log.append(List.of(entry(1, 1), large, entry(3, 1)));
        assertEquals(List.of(entry(1, 1)), log.read(1, 1, 100));
        assertEquals(List.of(large), log.read(2, 3, 100));
        log.sync();
        crash();
        log = open();
        assertEquals(3, log.recover().lastIndex());
        assertEquals(List.of(entry(3, 1)), log.read(3, 3, 100));
        crash();
    }

    @Test
    void a_gap_is_refused_and_changes_nothing() throws IOException {
        LogStore log = open();
        log.recover();
        log.append(entries(1, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> log.append(List.of(entry(3, 1), entry(5, 1))));
        log.append(entries(3, 3, 2));
        assertEquals(List.of(entry(3, 2)), log.read(3, 3, 100));
        crash();
    }

    @Test
    void a_compacted_log_begins_after_its_base() throws IOException {
        SnapshotMeta base = new SnapshotMeta(new EntryId(40, 1), 400, VOTERS);
        LogStore log = open();
        log.recover();
        log.append(entries(1, 60, 1));
        log.compact(base);
        assertEquals(entries(41, 60, 1), readAll(log, 41, 60, 500));
        crash();
        log = open();
        RecoveredLog recovered = log.recover();
        assertEquals(base, recovered.base());
        assertEquals(60, recovered.lastIndex());
        assertEquals(List.of(new TermRun(41, 1)), recovered.termRuns());
        assertEquals(entries(41, 60, 1), readAll(log, 41, 60, 500));
        log.append(entries(61, 61, 1));
        crash();
    }

    @Test
    void a_reset_log_holds_nothing_and_goes_on_after_its_base() throws IOException {
        SnapshotMeta base = new SnapshotMeta(new EntryId(500, 9), 400, VOTERS);
        LogStore log = open();
        log.recover();
        log.saveHardState(new HardState(9, 1));
        log.append(entries(1, 60, 1));
        log.resetTo(base);
        crash();
        log = open();
        RecoveredLog recovered = log.recover();
        assertEquals(base, recovered.base());
        assertEquals(500, recovered.lastIndex());
        assertEquals(List.of(), recovered.termRuns());
        assertEquals(List.of(), recovered.tail());
        assertEquals(new HardState(9, 1), recovered.hardState());
        log.append(entries(501, 502, 9));
        assertEquals(entries(501, 502, 9), readAll(log, 501, 502, 1));
        crash();
        assertEquals(502, open().recover().lastIndex());
        crash();
    }

    @Test
    void many_lives_leave_one_log() throws IOException {
        long last = 0;
        for (int life = 1; life <= 20; life++) {
            LogStore log = open();
            assertEquals(last, log.recover().lastIndex());
            log.append(entries(last + 1, last + life, life));
            last += life;
            if (life % 3 == 0) {
                log.close();
            } else {
                crash();
            }
        }
        LogStore log = open();
        assertEquals(20, log.recover().termRuns().size());
        assertEquals(last, readAll(log, 1, last, 700).size());
        crash();
    }
}
