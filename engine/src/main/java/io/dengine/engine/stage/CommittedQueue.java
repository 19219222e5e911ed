package io.dengine.engine.stage;

import io.dengine.core.Effect;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries that are committed and not applied yet: those that the core still had in memory, and the others in the
 * log store. Owned by the apply stage.
 */
final class CommittedQueue {
    /** The most bytes kept in memory; more stays on disk. It is reached only if the state machine cannot keep up. */
    private static final long MAX_CACHED_BYTES = 64L << 20;

    private static final int READ_BYTES = 2 << 20;

    private final LogStore store;

    /** Runs of contiguous entries, ascending, up to {@link #commitIndex}; gaps are read from the store. */
    private final ArrayDeque<List<Entry>> runs = new ArrayDeque<>();

    private final ArrayDeque<Effect.Awaited> awaited = new ArrayDeque<>();
    private long commitIndex;
    private long cachedBytes;

    CommittedQueue(LogStore store, long appliedIndex) {
        this.store = store;
        this.commitIndex = appliedIndex;
    }

    void add(Effect.Commit commit) {
        commitIndex = commit.commitIndex();
        awaited.addAll(commit.awaited());
        if (commit.cached().isEmpty()) {
            return;
        }
        cachedBytes += weightOf(commit.cached());
        if (cachedBytes > MAX_CACHED_BYTES) {
            runs.clear();
            cachedBytes = 0;
        } else {
            runs.addLast(commit.cached());
        }
    }

    boolean has(long index) {
        return index <= commitIndex;
    }

    long commitIndex() {
        return commitIndex;
    }

    /**
     * Returns the next entries from {@code firstIndex} on, which must be committed: at least one, within the limits.
     */
    List<Entry> next(long firstIndex, int maxEntries, int maxBytes) throws IOException {
        List<Entry> run = withoutApplied(firstIndex);
        if (run == null || run.get(0).index() > firstIndex) {
            if (run != null) {
                runs.addFirst(run);
            }
            run = read(firstIndex, run == null ? commitIndex : run.get(0).index() - 1);
        }
        int count = 0;
        long bytes = 0;
        while (count < run.size()
                && count < maxEntries
                && (count == 0 || bytes < maxBytes && !isCheck(run, count - 1))) {
            bytes += run.get(count).weightBytes();
            count++;
        }
        cachedBytes -= bytes;
        if (count < run.size()) {
            runs.addFirst(run.subList(count, run.size()));
        }
        return run.subList(0, count);
    }

    /** Returns whether the entry is a check. The state after a check is examined, so a chunk ends with it. */
    private static boolean isCheck(List<Entry> run, int at) {
        return run.get(at).kind() == Entry.Kind.CHECK;
    }

    /**
     * Returns the first run, from {@code firstIndex} on: an installed snapshot may be ahead of what was committed here.
     */
    private @Nullable List<Entry> withoutApplied(long firstIndex) {
        List<Entry> run = runs.pollFirst();
        while (run != null && run.get(0).index() < firstIndex) {
            int stale = (int) Math.min(run.size(), firstIndex - run.get(0).index());
            cachedBytes -= weightOf(run.subList(0, stale));
            run = stale < run.size() ? run.subList(stale, run.size()) : runs.pollFirst();
        }
        return run;
    }

    private List<Entry> read(long firstIndex, long lastIndex) throws IOException {
        List<Entry> entries = store.read(firstIndex, lastIndex, READ_BYTES);
        if (entries.isEmpty()
                || entries.get(0).index() != firstIndex
                || entries.get(entries.size() - 1).index() > lastIndex) {
            throw new IOException("the log has no entry " + firstIndex + ", although it is committed");
        }
        cachedBytes += weightOf(entries);
        return entries;
    }

    /** Drops the entries up to {@code index}: a snapshot included them, so they need not be applied. */
    void beginAfter(long index) {
        runs.clear();
        cachedBytes = 0;
        commitIndex = Math.max(commitIndex, index);
    }

    /** Returns the next pending request for an entry up to {@code index}, by ascending index; null if none is left. */
    Effect.@Nullable Awaited pollAwaited(long index) {
        Effect.Awaited first = awaited.peekFirst();
        return first != null && first.index() <= index ? awaited.pollFirst() : null;
    }

    private static long weightOf(List<Entry> entries) {
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i).weightBytes();
        }
        return bytes;
    }
}
