package io.dengine.wal;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One file of the log. The owner of the log writes it; reads and syncs may come from any thread. */
final class Segment {
    static final int HEADER_BYTES = 64;
    private static final long MAGIC = 0x31474F4C474E4544L; // "DENGLOG1"
    private static final String SUFFIX = ".log";

    final long sequence;
    final String name;
    final DiskFile file;
    final long sizeBytes;
    final Marks marks = new Marks();

    /** What makes its frames its own. */
    long salt;

    /** The checksum of the last frame before this segment. */
    int firstChainCrc;

    /** The index that the first entry of this segment was expected to have. */
    long firstIndex;

    /** Where the next frame goes. */
    volatile long position = HEADER_BYTES;

    /** Everything before this is durable. */
    volatile long syncedPosition;

    Segment(long sequence, DiskFile file) throws IOException {
        this.sequence = sequence;
        this.name = nameOf(sequence);
        this.file = file;
        this.sizeBytes = file.sizeBytes();
    }

    static String nameOf(long sequence) {
        return String.format(Locale.ROOT, "%020d%s", sequence, SUFFIX);
    }

    static boolean isSegment(String name) {
        return name.endsWith(SUFFIX) && name.length() == 20 + SUFFIX.length();
    }

    static long sequenceOf(String name) {
        return Long.parseLong(name, 0, 20, 10);
    }

    /** Creates the file, all zeros, durable in length and name. */
    static Segment create(Disk disk, long sequence, long sizeBytes) throws IOException {
        DiskFile file = disk.create(nameOf(sequence), sizeBytes);
        file.force(true);
        disk.forceDirectory();
        return new Segment(sequence, file);
    }

    /** Begins to use the segment; its header is durable when this returns. */
    void begin(WalConfig config, long storageId, long newSalt, int chainCrc, long nextIndex) throws IOException {
        salt = newSalt;
        firstChainCrc = chainCrc;
        firstIndex = nextIndex;
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putLong(salt).putLong(config.clusterHigh()).putLong(config.clusterLow());
        header.putLong(storageId).putLong(firstIndex).putInt(firstChainCrc);
        header.putInt(60, checksum(header));
        file.write(0, header.clear());
        file.force(false);
        syncedPosition = HEADER_BYTES;
    }

    /** Reads the header; tells what is wrong with it, or null. */
    @Nullable
    String readHeader(WalConfig config, long storageId) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (file.read(0, header) < HEADER_BYTES) {
            return "the segment is shorter than its header";
        }
        if (header.getLong(0) != MAGIC || header.getInt(60) != checksum(header)) {
            return "the header of the segment is not valid";
        }
        if (header.getLong(16) != config.clusterHigh()
                || header.getLong(24) != config.clusterLow()
                || header.getLong(32) != storageId) {
            return "the segment belongs to another cluster or disk";
        }
        salt = header.getLong(8);
        firstIndex = header.getLong(40);
        firstChainCrc = header.getInt(48);
        return null;
    }

    /** Whether no frame can have been written: frames follow only a durable header. */
    boolean isBlank() throws IOException {
        ByteBuffer first = ByteBuffer.allocate((int) Math.min(sizeBytes, WalConfig.MIN_SEGMENT_BYTES));
        int read = file.read(0, first);
        for (int i = HEADER_BYTES; i < read; i++) {
            if (first.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, 60);
        return (int) crc.getValue();
    }
}
