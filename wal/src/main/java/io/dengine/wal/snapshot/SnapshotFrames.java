package io.dengine.wal.snapshot;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.OtherVersionException;
import io.dengine.engine.port.StateView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** The format of a snapshot file. */
final class SnapshotFrames {
    /** The size of the header of a frame, before its body. */
    static final int FRAME_HEADER_BYTES = 8;

    /** The size of the digest, after the end frame. */
    static final int DIGEST_BYTES = 32;

    /** The size of the end frame with the digest. */
    static final int TRAILER_BYTES = FRAME_HEADER_BYTES + Long.BYTES + DIGEST_BYTES;

    static final int MAX_BODY_BYTES = StateView.MAX_PART_BYTES;

    /** The maximum size of the header. It is read before anything is known of the file, so it is small. */
    static final int MAX_HEADER_BYTES = 64 << 10;

    private static final long MAGIC = 0x44_45_4E_47_53_4E_41_50L;
    private static final int VERSION = 1;

    private SnapshotFrames() {}

    /** Returns the body of the header frame. */
    static Bytes header(long clusterHigh, long clusterLow, SnapshotMeta meta) {
        BytesWriter writer =
                new BytesWriter(256).writeLong(MAGIC).writeByte(VERSION).writeLong(clusterHigh);
        writer.writeLong(clusterLow);
        meta.writeTo(writer);
        return writer.toBytes();
    }

    /** The content of a header: the cluster of the snapshot, and its metadata. */
    record Header(long clusterHigh, long clusterLow, SnapshotMeta meta) {
        boolean isOf(long high, long low) {
            return clusterHigh == high && clusterLow == low;
        }
    }

    /**
     * Reads what {@link #header} wrote.
     *
     * @throws MalformedBytesException if it is no snapshot
     * @throws OtherVersionException if it is a snapshot in the format of another version
     */
    static Header readHeader(Bytes header) throws OtherVersionException {
        BytesReader reader = new BytesReader(header);
        if (reader.readLong() != MAGIC) {
            throw new MalformedBytesException("it is not a snapshot");
        }
        int version = reader.readByte();
        if (version != VERSION) {
            throw new OtherVersionException("the file is of format " + version + ", and this version reads " + VERSION);
        }
        Header read = new Header(reader.readLong(), reader.readLong(), SnapshotMeta.readFrom(reader));
        reader.expectEnd();
        return read;
    }

    /** Reads the header of a snapshot that must be of one cluster. */
    static SnapshotMeta readHeader(Bytes header, long clusterHigh, long clusterLow) throws OtherVersionException {
        Header read = readHeader(header);
        if (!read.isOf(clusterHigh, clusterLow)) {
            throw new MalformedBytesException("the snapshot is of another cluster");
        }
        return read.meta();
    }

    /** Returns a body with its frame around it. */
    static Bytes frame(Bytes body) {
        return new BytesWriter(FRAME_HEADER_BYTES + body.length())
                .writeInt(body.length())
                .writeInt(crcOf(body))
                .writeRaw(body)
                .intoBytes();
    }

    /** Returns the end frame: its length is 0, as that of no part is, and its body is the number of parts before it. */
    static Bytes end(long parts) {
        Bytes count = new BytesWriter(Long.BYTES).writeLong(parts).toBytes();
        return new BytesWriter(FRAME_HEADER_BYTES + Long.BYTES)
                .writeInt(0)
                .writeInt(crcOf(count))
                .writeRaw(count)
                .toBytes();
    }

    static int crcOf(Bytes body) {
        CRC32C crc = new CRC32C();
        crc.update(body.asByteBuffer());
        return (int) crc.getValue();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
