package io.dengine.engine.port;

import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import java.io.IOException;
import java.util.List;

/**
 * The store of the log and the hard state: entries with contiguous indexes, and the metadata of the snapshot before the
 * first of them.
 *
 * <p>One thread at a time owns the store and calls everything but {@link #sync}, {@link #prepare}, {@link #room},
 * {@link #read} and {@link #scrub}, which any thread may call at any time. An {@link IOException} from a method that
 * changes something is final: what is on disk is then unknown, the store refuses everything that follows, and the node
 * stops.
 *
 * <p>A store must pass the tests of {@code io.dengine.testkit.contract.LogStoreContract}. The methods with a default
 * are for stores that can do more; what the defaults do is right for all others.
 */
public interface LogStore extends AutoCloseable {
    /** Opens or creates the store, repairs a torn tail, and returns what is there. Called once, first. */
    RecoveredLog recover() throws IOException;

    /** Stores term and vote. They are durable when this returns. */
    void saveHardState(HardState hardState) throws IOException;

    /**
     * Removes every entry after {@code lastKeptIndex}. Ordered with the appends around it; durable with the next sync.
     *
     * @throws io.dengine.core.ContradictedException if this store still knows that one of these entries is committed:
     *     see {@link #noteCommitted}. Nothing was removed
     */
    void truncateAfter(long lastKeptIndex) throws IOException;

    /**
     * Appends entries that follow the last one. When this returns the operating system has them: they survive a crash
     * of this process, but not yet a power failure.
     *
     * @throws IOException if that failed. If the reason is a full disk, the store may be unchanged, and says so by the
     *     type of the exception; any other failure is final
     * @throws IllegalArgumentException if they are not contiguous; nothing was changed then
     */
    void append(List<Entry> entries) throws IOException;

    /** Makes everything durable that was appended or truncated before the call. */
    void sync() throws IOException;

    /**
     * Reads entries from {@code firstIndex} on, up to {@code lastIndex}: at least one, and no more than
     * {@code maxBytes} allow. Only for entries that are not truncated meanwhile.
     *
     * @throws IOException if they are not there, or cannot be read
     */
    List<Entry> read(long firstIndex, long lastIndex, int maxBytes) throws IOException;

    /**
     * Allows entries up to {@code base} to be removed, because they are in a durable snapshot; the log begins after it
     * from now on.
     */
    void compact(SnapshotMeta base) throws IOException;

    /** Drops every entry and starts the log again after {@code base}; durable when this returns. */
    void resetTo(SnapshotMeta base) throws IOException;

    /** Syncs and closes. */
    @Override
    void close() throws IOException;

    // ---- optional

    /**
     * Notes that entries up to {@code index} are known to be committed: a hint that helps recovery to distinguish
     * damage from a torn tail.
     */
    default void noteCommitted(long index) {}

    /**
     * Does a small piece of the work that later calls would otherwise do while requests wait for them. Called after
     * writes and syncs, when the requests that waited for those have been released. Any thread.
     */
    default void prepare() throws IOException {}

    /**
     * Returns how much room there is for more. Asks the disk, and waits for nothing else; the node calls it about once
     * a second, and more often if much is written. Any thread.
     */
    default Room room() throws IOException {
        return Room.UNKNOWN;
    }

    /**
     * Describes what keeps {@link #read} from returning {@code firstIndex}, and writes nothing more to the file that
     * holds it: that file can be removed once a snapshot includes all of its entries. Called by the owner.
     *
     * @param lastIndex the last entry that was to be read
     * @param why what {@link #read} has thrown
     */
    default Scrub.Damage leaveDamaged(long firstIndex, long lastIndex, IOException why) throws IOException {
        return new Scrub.Damage("with entry " + firstIndex, lastIndex, String.valueOf(why.getMessage()));
    }

    /** Begins a pass through the data that is no longer written. Any thread. */
    default Scrub scrub() {
        return Scrub.NOTHING;
    }
}
