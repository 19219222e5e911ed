package io.dengine.core.protocol;

import io.dengine.core.InvariantViolation;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.TermRun;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * The core's view of the log: the term of every index, the entries of its tail, and how much of it has reached the
 * acknowledged level.
 *
 * <p>{@code base <= persisted <= last}, and {@code cachedFirst <= persisted + 1}: what is not persisted is in memory.
 */
final class LogView {
    private static final int INITIAL_RUNS = 16;
    private static final long NOTHING_UNREADABLE = Long.MAX_VALUE;

    private EntryId base;
    private long lastIndex;
    private long persistedIndex;

    private long[] runFirstIndex = new long[INITIAL_RUNS];
    private long[] runTerm = new long[INITIAL_RUNS];
    private int runCount;

    /** The entries {@code cachedFirst() .. lastIndex}. */
    private final EntryRing cache = new EntryRing();

    private ArrayDeque<PendingWrite> pending = new ArrayDeque<>();

    /** The store cannot read the entries in this range; empty if {@code firstUnreadable > lastUnreadable}. */
    private long firstUnreadable = NOTHING_UNREADABLE;

    private long lastUnreadable;

    /** A persist effect in flight: once {@code sequence} is reported, the log is persisted up to {@code lastIndex}. */
    private record PendingWrite(long sequence, long lastIndex, long sinceNanos) {}

    LogView(RecoveredLog recovered) {
        base = recovered.base().last();
        lastIndex = recovered.lastIndex();
        persistedIndex = lastIndex;
        for (TermRun run : recovered.termRuns()) {
            addRun(run.firstIndex(), run.term());
        }
        for (Entry entry : recovered.tail()) {
            cache.addLast(entry);
        }
    }

    EntryId base() {
        return base;
    }

    long lastIndex() {
        return lastIndex;
    }

    EntryId lastId() {
        return new EntryId(lastIndex, termAt(lastIndex));
    }

    /** Returns the last index at the acknowledged level. */
    long persistedIndex() {
        return persistedIndex;
    }

    /** Returns the time at which the oldest pending write was requested, or {@link Long#MAX_VALUE}. */
    long oldestPendingNanos() {
        PendingWrite oldest = pending.peekFirst();
        return oldest == null ? Long.MAX_VALUE : oldest.sinceNanos();
    }

    boolean hasTermAt(long index) {
        return index >= base.index() && index <= lastIndex;
    }

    /** Returns the term of the entry at {@code index}, which must lie between base and last. */
    long termAt(long index) {
        if (index == base.index()) {
            return base.term();
        }
        if (!hasTermAt(index)) {
            throw new InvariantViolation("no term at " + index + ": the log spans " + base.index() + ".." + lastIndex);
        }
        return runTerm[runAt(index)];
    }

    /**
     * Returns the last id at or before {@code limit} in index and in term: the last one that a diverged log may still
     * share.
     */
    EntryId lastSharedWith(EntryId limit) {
        long index = Math.min(limit.index(), lastIndex);
        while (index > base.index()) {
            int run = runAt(index);
            if (runTerm[run] <= limit.term()) {
                return new EntryId(index, runTerm[run]);
            }
            index = runFirstIndex[run] - 1;
        }
        return base;
    }

    void append(Entry entry) {
        long previousMillis = cache.size() > 0 ? cache.get(cache.size() - 1).timeMillis() : 0;
        if (entry.index() != lastIndex + 1 || entry.term() < termAt(lastIndex) || entry.timeMillis() < previousMillis) {
            throw new InvariantViolation("entry " + entry.id() + " at " + entry.timeMillis() + " ms cannot follow "
                    + lastId() + " at " + previousMillis + " ms");
        }
        if (runCount == 0 || runTerm[runCount - 1] != entry.term()) {
            addRun(entry.index(), entry.term());
        }
        cache.addLast(entry);
        lastIndex = entry.index();
    }

    /** Removes everything after {@code lastKept}. A write that finishes later proves only what is left of it. */
    void truncateAfter(long lastKept) {
        while (runCount > 0 && runFirstIndex[runCount - 1] > lastKept) {
            runCount--;
        }
        while (lastIndex > lastKept && cache.size() > 0) {
            cache.removeLast();
            lastIndex--;
        }
        lastIndex = lastKept;
        persistedIndex = Math.min(persistedIndex, lastKept);
        lastUnreadable = Math.min(lastUnreadable, lastKept);
        forgetEmptyRange();
        ArrayDeque<PendingWrite> clipped = new ArrayDeque<>(pending.size());
        for (PendingWrite write : pending) {
            clipped.addLast(
                    new PendingWrite(write.sequence(), Math.min(write.lastIndex(), lastKept), write.sinceNanos()));
        }
        pending = clipped;
    }

    /** Records that the persist effect {@code sequence} covers the log as it is now. */
    void writing(long sequence, long nowNanos) {
        pending.addLast(new PendingWrite(sequence, lastIndex, nowNanos));
    }

    /** Records that every persist effect up to {@code sequence} has reached its level. */
    void persisted(long sequence) {
        PendingWrite oldest = pending.peekFirst();
        while (oldest != null && oldest.sequence() <= sequence) {
            persistedIndex = Math.max(persistedIndex, oldest.lastIndex());
            pending.removeFirst();
            oldest = pending.peekFirst();
        }
    }

    /** Drops everything up to {@code newBase}, which is in a snapshot. */
    void compactTo(EntryId newBase) {
        while (cache.size() > 0 && cache.get(0).index() <= newBase.index()) {
            cache.removeFirst();
        }
        int dropped = 0;
        while (dropped < runCount && runLastIndex(dropped) <= newBase.index()) {
            dropped++;
        }
        runCount -= dropped;
        System.arraycopy(runFirstIndex, dropped, runFirstIndex, 0, runCount);
        System.arraycopy(runTerm, dropped, runTerm, 0, runCount);
        if (runCount > 0) {
            runFirstIndex[0] = Math.max(runFirstIndex[0], newBase.index() + 1);
        }
        base = newBase;
        firstUnreadable = Math.max(firstUnreadable, newBase.index() + 1);
        forgetEmptyRange();
    }

    /** Starts the log again after a snapshot. */
    void resetTo(EntryId newBase) {
        cache.clear();
        lastUnreadable = 0;
        forgetEmptyRange();
        runCount = 0;
        pending.clear();
        base = newBase;
        lastIndex = newBase.index();
        persistedIndex = newBase.index();
    }

    /** Evicts the oldest cached entries that exceed {@code maxBytes}, but none after {@code lastDroppable}. */
    void evict(long maxBytes, long lastDroppable) {
        while (cache.bytes() > maxBytes && cache.get(0).index() <= lastDroppable) {
            cache.removeFirst();
        }
    }

    /** Records that the store cannot read the entry at {@code index}, although it was persisted. */
    void unreadable(long index) {
        firstUnreadable = Math.min(firstUnreadable, index);
        lastUnreadable = Math.max(lastUnreadable, index);
    }

    /** Returns whether the entry at {@code index} may be unreadable. Ends when a snapshot includes it. */
    boolean isUnreadable(long index) {
        return firstUnreadable <= index && index <= lastUnreadable;
    }

    /** Returns the last entry that is known to be unreadable; 0 if all are readable, as far as this node knows. */
    long lastUnreadable() {
        return lastUnreadable;
    }

    private void forgetEmptyRange() {
        if (firstUnreadable > lastUnreadable) {
            firstUnreadable = NOTHING_UNREADABLE;
            lastUnreadable = 0;
        }
    }

    /** Returns the first index whose entry is in memory; {@code lastIndex + 1} if none is. */
    long cachedFirst() {
        return lastIndex - cache.size() + 1;
    }

    /**
     * Returns the cached entries from {@code first} to {@code last}: at least one, and no more than fit
     * {@code maxBytes}.
     */
    List<Entry> cached(long first, long last, long maxBytes) {
        int from = Math.toIntExact(first - cachedFirst());
        return cache.copy(from, from + Math.toIntExact(last - first) + 1, maxBytes);
    }

    private long runLastIndex(int run) {
        return run + 1 < runCount ? runFirstIndex[run + 1] - 1 : lastIndex;
    }

    private int runAt(long index) {
        int at = Arrays.binarySearch(runFirstIndex, 0, runCount, index);
        return at >= 0 ? at : -at - 2;
    }

    private void addRun(long firstIndex, long term) {
        if (runCount == runTerm.length) {
            runFirstIndex = Arrays.copyOf(runFirstIndex, runCount * 2);
            runTerm = Arrays.copyOf(runTerm, runCount * 2);
        }
        runFirstIndex[runCount] = firstIndex;
        runTerm[runCount++] = term;
    }
}
