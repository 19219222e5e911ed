package io.dengine.kv.rocksdb;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.kv.store.KeyTable.RowKind;
import java.nio.ByteBuffer;

/** The encoding of rows on disk. Numbers in keys are big-endian, so that their order is that of the bytes. */
final class RowFormat {
    static final byte[] NUMBERS = {0};
    static final byte[] OWN_NUMBERS = {1};

    /** The maximum size of the header of a row, in bytes: four numbers before its value. */
    static final int MAX_HEADER_BYTES = 40;

    private RowFormat() {}

    static byte[] encode(KeyValue row) {
        return new BytesWriter(24 + row.value().length())
                .writeVarLong(row.createRevision())
                .writeVarLong(row.modRevision())
                .writeVarLong(row.version())
                .writeVarLong(row.leaseId())
                .writeRaw(row.value())
                .toBytes()
                .toArray();
    }

    static Stored decode(byte[] encoded) {
        BytesReader reader = new BytesReader(Bytes.wrap(encoded));
        return new Stored(
                reader.readVarLong(),
                reader.readVarLong(),
                reader.readVarLong(),
                reader.readVarLong(),
                reader.readRaw(reader.remaining()));
    }

    /** Reads a row without its value from its first {@code length} bytes, which may include more than the header. */
    static Stored decodeHeader(byte[] first, int length) {
        BytesReader reader = new BytesReader(Bytes.wrap(first, 0, length));
        return new Stored(
                reader.readVarLong(), reader.readVarLong(), reader.readVarLong(), reader.readVarLong(), Bytes.EMPTY);
    }

    /** The stored row of a key; the components are those of {@link KeyValue}. */
    record Stored(long createRevision, long modRevision, long version, long leaseId, Bytes value) {
        static final Stored NOTHING = new Stored(0, 0, 0, 0, Bytes.EMPTY);

        boolean isDeletion() {
            return version == 0;
        }

        KeyValue of(Bytes key) {
            return new KeyValue(key, value, createRevision, modRevision, version, leaseId);
        }
    }

    /**
     * Returns the history key of the version of {@code revision}, which sorts after all newer versions of the same key.
     */
    static byte[] historyKey(Bytes key, long revision) {
        byte[] bytes = new byte[Integer.BYTES + key.length() + Long.BYTES];
        ByteBuffer.wrap(bytes).putInt(key.length());
        key.copyTo(bytes, Integer.BYTES);
        ByteBuffer.wrap(bytes).putLong(Integer.BYTES + key.length(), ~revision);
        return bytes;
    }

    /** Returns whether two history keys belong to the same key. */
    static boolean isSameKey(byte[] historyKey, byte[] other) {
        int length = other.length - Long.BYTES;
        return historyKey.length == other.length
                && Bytes.wrap(historyKey, 0, length).equals(Bytes.wrap(other, 0, length));
    }

    /**
     * Returns the encoding of a revision and a number within it; or of a lease id and the length of the value of a key
     * that is attached to that lease.
     */
    static byte[] orderKey(long revision, int number) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(revision)
                .putInt(number)
                .array();
    }

    static long revisionOf(byte[] orderKey) {
        return ByteBuffer.wrap(orderKey).getLong();
    }

    static int numberOf(byte[] orderKey) {
        return ByteBuffer.wrap(orderKey).getInt(Long.BYTES);
    }

    static byte[] id(RowKind kind, long id) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(prefix(kind)).putLong(id).array();
    }

    static byte prefix(RowKind kind) {
        return switch (kind) {
            case LEASE -> 2;
            case SESSION -> 3;
        };
    }

    /**
     * A change, as the order of changes stores it.
     *
     * @param replaced the revision of the version before it, or 0 for none
     * @param weight the size that counts toward the bounds of the history, in bytes
     */
    record Change(Bytes key, boolean isDeletion, long replaced, long weight) {
        byte[] encode() {
            return new BytesWriter(24 + key.length())
                    .writeBoolean(isDeletion)
                    .writeVarLong(replaced)
                    .writeVarLong(weight)
                    .writeRaw(key)
                    .toBytes()
                    .toArray();
        }

        static Change decode(byte[] encoded) {
            BytesReader reader = new BytesReader(Bytes.wrap(encoded));
            boolean isDeletion = reader.readBoolean();
            long replaced = reader.readVarLong();
            long weight = reader.readVarLong();
            return new Change(reader.readRaw(reader.remaining()), isDeletion, replaced, weight);
        }
    }

    /**
     * The numbers that the table itself needs after a restart.
     *
     * @param revision the revision of the newest change
     * @param floor the oldest revision that can be read
     * @param liveKeys the number of keys that are present
     * @param historyBytes the approximate size of the history, in bytes
     */
    record OwnNumbers(long revision, long floor, long liveKeys, long historyBytes) {
        byte[] encode() {
            return new BytesWriter(32)
                    .writeVarLong(revision)
                    .writeVarLong(floor)
                    .writeVarLong(liveKeys)
                    .writeVarLong(historyBytes)
                    .toBytes()
                    .toArray();
        }

        static OwnNumbers decode(byte[] encoded) {
            BytesReader reader = new BytesReader(Bytes.wrap(encoded));
            return new OwnNumbers(
                    reader.readVarLong(), reader.readVarLong(), reader.readVarLong(), reader.readVarLong());
        }
    }
}
