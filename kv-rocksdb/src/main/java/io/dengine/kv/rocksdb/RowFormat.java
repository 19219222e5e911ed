package io.dengine.kv.rocksdb;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.kv.store.KeyTable.RowKind;
import java.nio.ByteBuffer;

/** How rows look on disk. Numbers in keys are big-endian, so that their order is that of the bytes. */
final class RowFormat {
    static final byte[] NUMBERS = {0};
    static final byte[] OWN_NUMBERS = {1};

    /** Of a row: four numbers before its value. */
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

    /** A row without its value, given its first {@code length} bytes, which may be more than the header. */
    static Stored decodeHeader(byte[] first, int length) {
        BytesReader reader = new BytesReader(Bytes.wrap(first, 0, length));
        return new Stored(
                reader.readVarLong(), reader.readVarLong(), reader.readVarLong(), reader.readVarLong(), Bytes.EMPTY);
    }

    /** What is stored for a key; the parts are those of {@link KeyValue}. */
    record Stored(long createRevision, long modRevision, long version, long leaseId, Bytes value) {
        static final Stored NOTHING = new Stored(0, 0, 0, 0, Bytes.EMPTY);

        boolean isDeletion() {
            return version == 0;
        }

        KeyValue of(Bytes key) {
            return new KeyValue(key, value, createRevision, modRevision, version, leaseId);
        }
    }

    /** Where the version of {@code revision} is in the history, after all newer ones of that key. */
    static byte[] historyKey(Bytes key, long revision) {
        byte[] bytes = new byte[Integer.BYTES + key.length() + Long.BYTES];
        ByteBuffer.wrap(bytes).putInt(key.length());
        key.copyTo(bytes, Integer.BYTES);
        ByteBuffer.wrap(bytes).putLong(Integer.BYTES + key.length(), ~revision);
        return bytes;
    }

    /** Whether a key of the history is one of {@code key}, given another of its keys. */
    static boolean isSameKey(byte[] historyKey, byte[] other) {
        int length = other.length - Long.BYTES;
        return historyKey.length == other.length
                && Bytes.wrap(historyKey, 0, length).equals(Bytes.wrap(other, 0, length));
    }

    static byte[] orderKey(long revision, int number) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(revision)
                .putInt(number)
                .array();
    }

    static long revisionOf(byte[] orderKey) {
        return ByteBuffer.wrap(orderKey).getLong();
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
     * A change, as the order of changes holds it.
     *
     * @param replaced the revision of the version before it, or 0 for none
     * @param weight what that counts for in the bounds of the history
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
     * What the table itself has to know again.
     *
     * @param revision of the newest change
     * @param floor the oldest revision that can be read
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
