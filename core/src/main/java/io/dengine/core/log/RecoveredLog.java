package io.dengine.core.log;

import io.dengine.core.membership.Configuration;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of a log, as its store found it when it was opened.
 *
 * @param hardState the durable term, vote and completeness
 * @param base the snapshot metadata at the position before the first entry
 * @param lastIndex the index of the last entry, or of {@code base} if there is none
 * @param termRuns the terms of all entries after {@code base}, in order
 * @param configurations every entry of kind CONFIGURATION after {@code base}, in order
 * @param tail the last entries, contiguous up to {@code lastIndex}: as many as the store was asked to keep in memory,
 *     but at least the last one, which carries the latest replicated clock
 * @param lostConfigurations configurations after {@code lastIndex} that this node has held, as far as its store knows:
 *     their entries were lost or cannot be read
 */
public record RecoveredLog(
        HardState hardState,
        SnapshotMeta base,
        long lastIndex,
        List<TermRun> termRuns,
        List<Entry> configurations,
        List<Entry> tail,
        List<Configuration> lostConfigurations) {
    public RecoveredLog {
        termRuns = List.copyOf(termRuns);
        configurations = List.copyOf(configurations);
        tail = List.copyOf(tail);
        lostConfigurations = List.copyOf(lostConfigurations);
        if (lastIndex > base.index()
                && (tail.isEmpty() || tail.get(tail.size() - 1).index() != lastIndex)) {
            throw new IllegalArgumentException("the log ends with entry " + lastIndex + ", but its tail does not");
        }
    }

    /** Creates the content as found by a store that has lost no configuration. */
    public RecoveredLog(
            HardState hardState,
            SnapshotMeta base,
            long lastIndex,
            List<TermRun> termRuns,
            List<Entry> configurations,
            List<Entry> tail) {
        this(hardState, base, lastIndex, termRuns, configurations, tail, List.of());
    }

    /**
     * Returns the content for a store that reads all its entries when it is opened.
     *
     * @param entries the entries after {@code base}, in order; iterated once
     */
    public static RecoveredLog of(HardState hardState, SnapshotMeta base, Iterable<Entry> entries) {
        List<TermRun> termRuns = new ArrayList<>();
        List<Entry> configurations = new ArrayList<>();
        List<Entry> tail = new ArrayList<>(1);
        long lastIndex = base.index();
        for (Entry entry : entries) {
            if (termRuns.isEmpty() || termRuns.get(termRuns.size() - 1).term() != entry.term()) {
                termRuns.add(new TermRun(entry.index(), entry.term()));
            }
            if (entry.kind() == Entry.Kind.CONFIGURATION) {
                configurations.add(entry);
            }
            tail.clear();
            tail.add(entry);
            lastIndex = entry.index();
        }
        return new RecoveredLog(hardState, base, lastIndex, termRuns, configurations, tail);
    }

    /** Returns the same log with another hard state. */
    public RecoveredLog with(HardState other) {
        return new RecoveredLog(other, base, lastIndex, termRuns, configurations, tail, lostConfigurations);
    }

    /** Returns the newest configuration in the log, committed or not. */
    public Configuration newestConfiguration() {
        if (configurations.isEmpty()) {
            return base.configuration();
        }
        Entry last = configurations.get(configurations.size() - 1);
        return Configuration.decode(last.index(), last.payload());
    }

    /** Returns the content of a log in which nothing was ever stored. */
    public static RecoveredLog empty(SnapshotMeta base) {
        return new RecoveredLog(HardState.INITIAL, base, base.index(), List.of(), List.of(), List.of());
    }
}
