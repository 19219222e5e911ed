package io.dengine.wal;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.Effect;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;

/**
 * The content of the state file.
 *
 * @param generation counts up with every write; the greater of two valid slots counts
 * @param clusterHigh the upper half of the cluster id
 * @param clusterLow the lower half
 * @param nodeId the node whose log this is
 * @param storageId the identity of this disk, drawn when the log was created
 * @param hardState term, vote and completeness
 * @param base the snapshot metadata at the position before the first entry
 * @param newest the newest configuration that was written here and not truncated, stored before its entry: it names
 *     the voters even if that entry cannot be read any more
 * @param previous the configuration before it in the log, if that is after the base: a leader appends a configuration
 *     only when the one before it is committed, so that is in force if the newest is not. Otherwise the newest
 * @param firstSegment the sequence of the oldest segment in use; older ones are left over
 * @param syncedMark a mark before which everything was durable; see {@link Mark}
 * @param committedIndex an index that was known to be committed and was written here, synced or not
 * @param bootId the boot in which nothing that was written could be lost unsynced, or {@link #NO_BOOT}; see
 *     {@link WalConfig#bootId}
 * @param clean whether the log was closed cleanly, everything synced
 * @param level the level that the node waited for before it acknowledged what it wrote here: SYNCED means that a power
 *     failure lost nothing that was acknowledged
 */
record StoredState(
        long generation,
        long clusterHigh,
        long clusterLow,
        int nodeId,
        long storageId,
        HardState hardState,
        SnapshotMeta base,
        Configuration newest,
        Configuration previous,
        long firstSegment,
        long syncedMark,
        long committedIndex,
        String bootId,
        boolean clean,
        Effect.Level level) {
    /** A boot id that no boot has, stored after a failed write or force: what was written may be lost in any boot. */
    static final String NO_BOOT = "";

    private static final int CLEAN = 1;
    private static final int UNSYNCED_COUNTS = 2;
    private static final int PREVIOUS_FOLLOWS = 4;

    /**
     * Returns the state of a new log. One that does not begin at the beginning continues a state that is complete, in
     * terms after that of the last entry of this state.
     */
    static StoredState initial(WalConfig config) {
        SnapshotMeta base = config.bootstrap();
        HardState first = base.index() == 0
                ? HardState.INITIAL
                : new HardState(base.last().term(), HardState.NOBODY);
        return new StoredState(
                0,
                config.clusterHigh(),
                config.clusterLow(),
                config.nodeId(),
                config.newStorageId(),
                first,
                base,
                base.configuration(),
                base.configuration(),
                1,
                Mark.NONE,
                base.index(),
                config.bootId(),
                false,
                Effect.Level.SYNCED);
    }

    Bytes encode() {
        BytesWriter writer = new BytesWriter(256)
                .writeLong(generation)
                .writeLong(clusterHigh)
                .writeLong(clusterLow)
                .writeVarLong(nodeId)
                .writeLong(storageId);
        hardState.writeTo(writer);
        base.writeTo(writer);
        boolean hasPrevious = previous.index() != newest.index();
        writer.writeVarLong(newest.index())
                .writeBytes(newest.encode())
                .writeLong(firstSegment)
                .writeLong(syncedMark)
                .writeLong(committedIndex)
                .writeString(bootId)
                .writeByte((clean ? CLEAN : 0)
                        | (level == Effect.Level.WRITTEN ? UNSYNCED_COUNTS : 0)
                        | (hasPrevious ? PREVIOUS_FOLLOWS : 0));
        if (hasPrevious) {
            writer.writeVarLong(previous.index()).writeBytes(previous.encode());
        }
        return writer.toBytes();
    }

    static StoredState decode(Bytes encoded) {
        BytesReader reader = new BytesReader(encoded);
        long generation = reader.readLong();
        long clusterHigh = reader.readLong();
        long clusterLow = reader.readLong();
        int nodeId = reader.readVarInt(Integer.MAX_VALUE);
        long storageId = reader.readLong();
        HardState hardState = HardState.readFrom(reader);
        SnapshotMeta base = SnapshotMeta.readFrom(reader);
        Configuration newest = Configuration.decode(reader.readVarLong(), reader.readBytes());
        long firstSegment = reader.readLong();
        long syncedMark = reader.readLong();
        long committedIndex = reader.readLong();
        String bootId = reader.readString();
        int flags = reader.readByte();
        if ((flags & ~(CLEAN | UNSYNCED_COUNTS | PREVIOUS_FOLLOWS)) != 0) {
            throw new MalformedBytesException("invalid flags of a state: " + flags);
        }
        Configuration previous = (flags & PREVIOUS_FOLLOWS) == 0
                ? newest
                : Configuration.decode(reader.readVarLong(), reader.readBytes());
        reader.expectEnd();
        return new StoredState(
                generation,
                clusterHigh,
                clusterLow,
                nodeId,
                storageId,
                hardState,
                base,
                newest,
                previous,
                firstSegment,
                syncedMark,
                committedIndex,
                bootId,
                (flags & CLEAN) != 0,
                (flags & UNSYNCED_COUNTS) != 0 ? Effect.Level.WRITTEN : Effect.Level.SYNCED);
    }

    /** Returns the next generation, of a log in use. What is known to be synced and committed only grows. */
    private StoredState next(
            HardState newHardState, SnapshotMeta newBase, Known known, long newFirstSegment, Hints hints) {
        Hints grown = new Hints(
                Math.max(syncedMark, hints.syncedMark()),
                Math.max(committedIndex, Math.max(newBase.index(), hints.committedIndex())));
        return following(newHardState, newBase, known, newFirstSegment, grown);
    }

    /** Returns the next generation, of a log in use of which exactly {@code hints} is known. */
    private StoredState following(
            HardState newHardState, SnapshotMeta newBase, Known known, long newFirstSegment, Hints hints) {
        return new StoredState(
                generation + 1,
                clusterHigh,
                clusterLow,
                nodeId,
                storageId,
                newHardState,
                newBase,
                known.newest,
                known.previous,
                newFirstSegment,
                hints.syncedMark(),
                hints.committedIndex(),
                bootId,
                false,
                level);
    }

    /** Returns the next generation with the same content. */
    StoredState next() {
        return with(new Hints(syncedMark, committedIndex));
    }

    StoredState with(HardState newHardState, Hints hints) {
        return next(newHardState, base, known(), firstSegment, hints);
    }

    StoredState with(Hints hints) {
        return next(hardState, base, known(), firstSegment, hints);
    }

    /**
     * Returns the next generation before an entry with this configuration is written.
     *
     * @param before the configuration before it in the log
     */
    StoredState with(Configuration newNewest, Configuration before, Hints hints) {
        Configuration newPrevious = before.index() > base.index() ? before : newNewest;
        return next(hardState, base, new Known(newNewest, newPrevious), firstSegment, hints);
    }

    /**
     * Returns the next generation of a log from which the entry of the newest configuration was truncated. The one
     * before it is in force then: it was committed before a leader appended the newest. If even that was truncated,
     * more is wrong than a leader that was replaced, and both stay known.
     */
    StoredState withoutNewest(long lastKeptIndex, Hints hints) {
        boolean hasPrevious = previous.index() != newest.index();
        Configuration before = hasPrevious ? previous : base.configuration();
        Known left = before.index() <= lastKeptIndex ? new Known(before, before) : known();
        return next(hardState, base, left, firstSegment, hints);
    }

    /** Returns the next generation of a log that continues after a later base. */
    StoredState with(SnapshotMeta newBase, long newFirstSegment, Hints hints) {
        return next(hardState, newBase, knownAfter(newBase), newFirstSegment, hints);
    }

    private record Known(Configuration newest, Configuration previous) {}

    private Known known() {
        return new Known(newest, previous);
    }

    private Known knownAfter(SnapshotMeta newBase) {
        Configuration last = newest.index() > newBase.index() ? newest : newBase.configuration();
        return new Known(last, previous.index() > newBase.index() ? previous : last);
    }

    /**
     * Returns the next generation of a log without entries, which continues after another base. That may be before an
     * entry that was committed in the log before, if a loss was accepted since.
     */
    StoredState resetTo(SnapshotMeta newBase, long newFirstSegment, Hints hints) {
        Configuration current = newBase.configuration();
        Hints known = new Hints(Math.max(syncedMark, hints.syncedMark()), newBase.index());
        return following(hardState, newBase, new Known(current, current), newFirstSegment, known);
    }

    /**
     * Returns the next generation, from which on it is known what may be missing. If something may be, no entry after
     * the base is known to be committed: committed entries may be gone.
     *
     * @param newLevel the level that the node waits for from now on; everything that was written before is synced
     */
    StoredState settled(HardState newHardState, long lastIndex, Effect.Level newLevel) {
        boolean complete = newHardState.completeness() == Completeness.COMPLETE;
        long committed = complete ? Math.max(base.index(), Math.min(committedIndex, lastIndex)) : base.index();
        return new StoredState(
                generation + 1,
                clusterHigh,
                clusterLow,
                nodeId,
                storageId,
                newHardState,
                base,
                newest,
                previous,
                firstSegment,
                syncedMark,
                committed,
                bootId,
                false,
                newLevel);
    }

    /**
     * Returns the next generation of a log in which entries are missing. What recovery judges by stays: it must still
     * find the damage.
     */
    StoredState incomplete() {
        return new StoredState(
                generation + 1,
                clusterHigh,
                clusterLow,
                nodeId,
                storageId,
                hardState.with(Completeness.INCOMPLETE),
                base,
                newest,
                previous,
                firstSegment,
                syncedMark,
                committedIndex,
                bootId,
                clean,
                level);
    }

    /** Returns the next generation, of a log that ends at {@code end}; what came after it cannot be read. */
    StoredState cutAt(long end) {
        Hints known = new Hints(Math.min(syncedMark, end), base.index());
        return following(hardState.with(Completeness.INCOMPLETE), base, known(), firstSegment, known);
    }

    /**
     * Returns the next generation, with an empty log that begins in {@code newFirstSegment}; the term and vote stay,
     * and so do the configurations that were after the base: one of them is in force, even if its entry is gone.
     */
    StoredState emptied(SnapshotMeta newBase, long newFirstSegment) {
        Known known = knownAfter(newBase);
        Hints nothing = new Hints(Mark.NONE, newBase.index());
        return following(hardState.with(Completeness.INCOMPLETE), newBase, known, newFirstSegment, nothing);
    }

    /** Returns the same state, last used in another boot. */
    StoredState inBoot(String newBootId) {
        return new StoredState(
                generation,
                clusterHigh,
                clusterLow,
                nodeId,
                storageId,
                hardState,
                base,
                newest,
                previous,
                firstSegment,
                syncedMark,
                committedIndex,
                newBootId,
                clean,
                level);
    }

    /** Returns the same state, everything synced and closed cleanly. */
    StoredState closed() {
        return with(true, level);
    }

    private StoredState with(boolean isClean, Effect.Level ofLevel) {
        return new StoredState(
                generation,
                clusterHigh,
                clusterLow,
                nodeId,
                storageId,
                hardState,
                base,
                newest,
                previous,
                firstSegment,
                syncedMark,
                committedIndex,
                bootId,
                isClean,
                ofLevel);
    }

    /**
     * Hints that are stored with the next write, because recovery can use them.
     *
     * @param syncedMark a mark before which everything is durable
     * @param committedIndex an index known to be committed, and written here
     */
    record Hints(long syncedMark, long committedIndex) {}
}
