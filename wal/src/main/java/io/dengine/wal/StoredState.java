package io.dengine.wal;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;

/**
 * What the state file holds.
 *
 * @param generation counts up with every write; the greater of two valid slots counts
 * @param clusterHigh the upper half of the cluster id
 * @param clusterLow the lower half
 * @param storageId the identity of this disk, drawn when the log was created
 * @param hardState term and vote
 * @param base what lies before the first entry
 * @param firstSegment the sequence of the oldest segment that counts; older ones are left-overs
 * @param syncedMark some place before which everything was durable; see {@link Mark}
 * @param committedIndex some index that was known to be committed and was written here, synced or not
 * @param bootId the boot in which nothing that was written could get lost unsynced, or {@link #NO_BOOT}; see
 *     {@link WalConfig#bootId}
 * @param clean whether the log was closed in order, everything synced
 */
record StoredState(
        long generation,
        long clusterHigh,
        long clusterLow,
        long storageId,
        HardState hardState,
        SnapshotMeta base,
        long firstSegment,
        long syncedMark,
        long committedIndex,
        String bootId,
        boolean clean) {
    /** A boot that never was, named after a failed write or force: what was written may be lost in any boot. */
    static final String NO_BOOT = "";

    /**
     * A boot that never was, named where entries are missing in any boot, at any level: they were given up, or
     * the node joins others who have them.
     */
    static final String GIVEN_UP = "given up";

    /** A boot that never was, named in a log that is new while its node cannot know whether the cluster is. */
    static final String BLANK = "blank";

    /** Whether the log holds all that was ever acknowledged; at any level, and whatever boot this is. */
    Completeness completeness() {
        return switch (bootId) {
            case GIVEN_UP -> Completeness.INCOMPLETE;
            case BLANK -> Completeness.BLANK;
            default -> Completeness.COMPLETE;
        };
    }

    /** The next generation, with an empty log that begins in {@code newFirstSegment}; the term and vote stay. */
    StoredState emptied(SnapshotMeta newBase, long newFirstSegment) {
        return new StoredState(
                generation + 1,
                clusterHigh,
                clusterLow,
                storageId,
                hardState,
                newBase,
                newFirstSegment,
                Mark.NONE,
                newBase.index(),
                GIVEN_UP,
                false);
    }

    private static String bootOf(WalConfig config) {
        return switch (config.newLog()) {
            case COMPLETE -> config.bootId();
            case BLANK -> BLANK;
            case INCOMPLETE -> GIVEN_UP;
        };
    }

    static StoredState initial(WalConfig config) {
        return new StoredState(
                0,
                config.clusterHigh(),
                config.clusterLow(),
                config.newStorageId(),
                HardState.INITIAL,
                config.bootstrap(),
                1,
                Mark.NONE,
                config.bootstrap().index(),
                bootOf(config),
                false);
    }

    Bytes encode() {
        return new BytesWriter(256)
                .writeLong(generation)
                .writeLong(clusterHigh)
                .writeLong(clusterLow)
                .writeLong(storageId)
                .writeLong(hardState.term())
                .writeVarLong(hardState.votedFor())
                .writeLong(base.last().index())
                .writeLong(base.last().term())
                .writeLong(base.timeMillis())
                .writeLong(base.configuration().index())
                .writeBytes(base.configuration().encode())
                .writeLong(firstSegment)
                .writeLong(syncedMark)
                .writeLong(committedIndex)
                .writeString(bootId)
                .writeBoolean(clean)
                .toBytes();
    }

    static StoredState decode(Bytes encoded) {
        BytesReader reader = new BytesReader(encoded);
        long generation = reader.readLong();
        long clusterHigh = reader.readLong();
        long clusterLow = reader.readLong();
        long storageId = reader.readLong();
        HardState hardState = new HardState(reader.readLong(), reader.readVarInt(Integer.MAX_VALUE));
        EntryId last = new EntryId(reader.readLong(), reader.readLong());
        long timeMillis = reader.readLong();
        Configuration configuration = Configuration.decode(reader.readLong(), reader.readBytes());
        SnapshotMeta base = new SnapshotMeta(last, timeMillis, configuration);
        StoredState state = new StoredState(
                generation,
                clusterHigh,
                clusterLow,
                storageId,
                hardState,
                base,
                reader.readLong(),
                reader.readLong(),
                reader.readLong(),
                reader.readString(),
                reader.readBoolean());
        reader.expectEnd();
        return state;
    }

    /** The next generation, in use. */
    private StoredState next(HardState newHardState, SnapshotMeta newBase, long newFirstSegment, Hints hints) {
        return new StoredState(
                generation + 1,
                clusterHigh,
                clusterLow,
                storageId,
                newHardState,
                newBase,
                newFirstSegment,
                Math.max(syncedMark, hints.syncedMark()),
                Math.max(committedIndex, Math.max(newBase.index(), hints.committedIndex())),
                bootId,
                false);
    }

    /** The next generation of the same. */
    StoredState next() {
        return next(hardState, base, firstSegment, new Hints(syncedMark, committedIndex));
    }

    StoredState with(HardState newHardState, Hints hints) {
        return next(newHardState, base, firstSegment, hints);
    }

    StoredState with(Hints hints) {
        return next(hardState, base, firstSegment, hints);
    }

    /** The same, last used in another boot. */
    StoredState inBoot(String newBootId) {
        return new StoredState(
                generation,
                clusterHigh,
                clusterLow,
                storageId,
                hardState,
                base,
                firstSegment,
                syncedMark,
                committedIndex,
                newBootId,
                clean);
    }

    StoredState with(SnapshotMeta newBase, long newFirstSegment, Hints hints) {
        return next(hardState, newBase, newFirstSegment, hints);
    }

    /** The same, everything synced and closed in order. */
    StoredState closed() {
        return new StoredState(
                generation,
                clusterHigh,
                clusterLow,
                storageId,
                hardState,
                base,
                firstSegment,
                syncedMark,
                committedIndex,
                bootId,
                true);
    }

    /**
     * What is told along with the next write, because recovery can use it.
     *
     * @param syncedMark everything before it is durable
     * @param committedIndex known to be committed, and written here
     */
    record Hints(long syncedMark, long committedIndex) {}
}
