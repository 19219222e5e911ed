package io.dengine.wal;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import io.dengine.wal.disk.NamedReads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of the log. It has its name only once its zeros and its header are durable; its used part begins with a
 * {@link Frame#BEGIN}. The owner of the log writes it; any thread may read and sync.
 */
final class Segment {
    static final int HEADER_BYTES = 64;

    /**
     * The current version. Since version 2 there are entries of kind {@code CHECK}, which a reader of version 1 takes
     * for damage.
     */
    static final int FORMAT_VERSION = 2;

    private static final int OLDEST_VERSION = 1;
    private static final long MAGIC = 0x0047_4F4C_474E_4544L; // "DENGLOG" and a zero
    private static final String SUFFIX = ".log";

    /** The suffix of the names of files that are not complete. */
    static final String UNFINISHED = ".tmp";

    private static final int DIGITS = 20;

    final long sequence;
    final String name;
    final long sizeBytes;
    final Marks marks = new Marks();

    /** Replaced by recovery only. */
    DiskFile file;

    /** The index that the first entry of this segment was expected to have; 0 until it has begun. */
    volatile long firstIndex;

    /**
     * The salts in their order: {@code salts[i]} is in force from {@code saltPositions[i]} on. Changed by recovery
     * only.
     */
    private long[] saltPositions = {HEADER_BYTES};

    private long[] salts;

    /** The position of the next frame. Everything before it was written. */
    volatile long position = HEADER_BYTES;

    private final int formatVersion;

    private Segment(long sequence, DiskFile file, int formatVersion, long salt) throws IOException {
        this.sequence = sequence;
        this.name = nameOf(sequence);
        this.file = file;
        this.sizeBytes = file.sizeBytes();
        this.formatVersion = formatVersion;
        this.salts = new long[] {salt};
    }

    static String nameOf(long sequence) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d%s", sequence, SUFFIX);
    }

    static boolean isSegment(String name) {
        if (!name.endsWith(SUFFIX) || name.length() != DIGITS + SUFFIX.length()) {
            return false;
        }
        for (int i = 0; i < DIGITS; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    static long sequenceOf(String name) {
        return Long.parseLong(name, 0, DIGITS, 10);
    }

    /** Writes the header to a file of zeros. Not durable yet. */
    static void writeHeader(DiskFile file, long sequence, long salt, StoredState identity) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(0).putLong(salt);
        header.putLong(identity.clusterHigh()).putLong(identity.clusterLow()).putLong(identity.storageId());
        header.putLong(sequence);
        header.putInt(HEADER_BYTES - 4, checksum(header));
        file.write(0, header.clear());
    }

    /**
     * Opens an existing segment.
     *
     * @throws CorruptLogException if its header is not what was written: it was durable before the file had its name
     */
    static Segment open(Disk disk, long sequence, StoredState identity) throws IOException {
        String name = nameOf(sequence);
        DiskFile file = disk.open(name);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int read = NamedReads.read(file, name, 0, header);
        String wrong = null;
        if (read < HEADER_BYTES || !isIntact(header, sequence)) {
            wrong = "the header of the segment is not valid";
        } else if (header.getInt(8) < OLDEST_VERSION || header.getInt(8) > FORMAT_VERSION) {
            file.close();
            throw new IOException(name + " has the format version " + header.getInt(8) + ", but this program reads"
                    + " versions up to " + FORMAT_VERSION
                    + ". Nothing was changed. Start the program that wrote it, or a"
                    + " newer one.");
        } else if (header.getLong(24) != identity.clusterHigh()
                || header.getLong(32) != identity.clusterLow()
                || header.getLong(40) != identity.storageId()) {
            wrong = "the segment was written by another node or for another cluster";
        }
        if (wrong != null) {
            file.close();
            throw new CorruptLogException(name, 0, wrong);
        }
        return new Segment(sequence, file, header.getInt(8), header.getLong(16));
    }

    /** Reads the header again; returns whether it is what was written. */
    boolean isHeaderIntact() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return file.read(0, header) == HEADER_BYTES && isIntact(header, sequence);
    }

    private static boolean isIntact(ByteBuffer header, long sequence) {
        return header.getLong(0) == MAGIC
                && header.getInt(HEADER_BYTES - 4) == checksum(header)
                && header.getLong(48) == sequence;
    }

    /** Returns the owner that the header of a segment names, or null if the header is not what was written. */
    static @Nullable StoredOwner ownerOf(Disk disk, String name) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (DiskFile file = disk.open(name)) {
            boolean known = NamedReads.read(file, name, 0, header) == HEADER_BYTES
                    && isIntact(header, sequenceOf(name))
                    && header.getInt(8) >= OLDEST_VERSION
                    && header.getInt(8) <= FORMAT_VERSION;
            return known ? new StoredOwner(header.getLong(24), header.getLong(32), name) : null;
        }
    }

    /** Returns whether no frame was ever written to a segment. */
    static boolean isBlank(Disk disk, String name) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(HEADER_BYTES + Frame.HEADER_BYTES);
        try (DiskFile file = disk.open(name)) {
            int read = NamedReads.read(file, name, 0, first);
            for (int i = HEADER_BYTES; i < read; i++) {
                if (first.get(i) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns how many more bytes of frames may be written: none if an older program would misread them. */
    long room() {
        return formatVersion < FORMAT_VERSION ? 0 : sizeBytes - position;
    }

    private static int checksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, HEADER_BYTES - 4);
        return (int) crc.getValue();
    }

    /** Returns the salt in force at {@code at}. */
    long saltAt(long at) {
        int i = salts.length - 1;
        while (i > 0 && saltPositions[i] > at) {
            i--;
        }
        return salts[i];
    }

    /** Returns the salt in force at the end. */
    long salt() {
        return salts[salts.length - 1];
    }

    /** Sets another salt for frames from {@code from} on. Only while no thread reads. */
    void resalt(long from, long newSalt) {
        saltPositions = Arrays.copyOf(saltPositions, saltPositions.length + 1);
        salts = Arrays.copyOf(salts, salts.length + 1);
        saltPositions[salts.length - 1] = from;
        salts[salts.length - 1] = newSalt;
    }

    long mark(long at) {
        return Mark.of(sequence, at);
    }
}
