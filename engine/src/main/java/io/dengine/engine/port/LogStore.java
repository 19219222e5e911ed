package io.dengine.engine.port;

import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import java.io.IOException;
import java.util.List;

/**
 * Where the log and the hard state live: entries with contiguous indexes, and what lies before the first of them.
 *
 * <p>One thread at a time owns the store and calls everything but {@link #sync}, {@link #prepare}, {@link #room},
 * {@link #read} and {@link #scrub}, which any thread may call at any time. An {@link IOException} from a method that
 * changes something is final: what is on disk is then unknown, the store refuses everything that follows, and the node
 * stops.
 *
 * <p>A store has to do what {@code io.dengine.testkit.contract.LogStoreContract} tests. The methods with a default are
 * for stores that can do more; what the defaults do is right for all others.
 */
public interface LogStore extends AutoCloseable {
    /** Opens or creates the store, repairs a torn tail, and tells what is there. Called once, first. */
    RecoveredLog recover() throws IOException;

    /** Stores term and vote. They are durable when this returns. */
    void saveHardState(HardState hardState) throws IOException;

    /**
     * Removes every entry after {@code lastKeptIndex}. In order with the appends around it; durable with the next sync.
     */
    void truncateAfter(long lastKeptIndex) throws IOException;

    /**
     * Appends entries that follow the last one. When this returns the operating system has them: they survive the
     * death of this process, but not yet the loss of power.
     *
     * @throws IOException if that failed. Where the reason is a full disk, the store may have kept as it was, and say
     *     so by the type of the exception; any other failure is final
     * @throws IllegalArgumentException if they do not follow each other; nothing was changed then
     */
    void append(List<Entry> entries) throws IOException;

    /** When this returns, everything appended or truncated before the call is durable. */
    void sync() throws IOException;

    /**
     * Entries from {@code firstIndex} on, up to {@code lastIndex}: at least one, and no more than {@code maxBytes}
     * allow. Only for entries that nobody truncates meanwhile.
     *
     * @throws IOException if they are not there, or cannot be read
     */
    List<Entry> read(long firstIndex, long lastIndex, int maxBytes) throws IOException;

    /** Entries up to {@code base} are in a durable snapshot and may be removed; the log begins after it from now on. */
    void compact(SnapshotMeta base) throws IOException;

    /** Drops every entry and begins anew after {@code base}; durable when this returns. */
    void resetTo(SnapshotMeta base) throws IOException;

    /** Syncs and closes. */
    @Override
    void close() throws IOException;

    // ---- what a store may do besides

    /**
     * Entries up to {@code index} are known to be committed: a hint that helps recovery tell damage from a torn tail.
     */
    default void noteCommitted(long index) {}

    /**
     * Does a small piece of the work that later calls would otherwise have to do while somebody waits for them. To be
     * called after writes and syncs, when what waited for those has been let go. Any thread.
     */
    default void prepare() throws IOException {}

    /**
     * How much room there is for more. Asks the disk, and waits for nothing else; the node does so about once a second,
     * and more often where much is written. Any thread.
     */
    default Room room() throws IOException {
        return Room.UNKNOWN;
    }

    /** Begins a pass through what is not written any more. Any thread. */
    default Scrub scrub() {
        return Scrub.NOTHING;
    }
}
