package io.dengine.wal;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.engine.port.UnreadableFileException;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import io.dengine.wal.disk.NamedReads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Two slots that are written in turn, so that a torn write leaves the other one. A slot is durable when a write
 * returns.
 */
final class StateFile implements AutoCloseable {
    static final String NAME = "state";
    private static final String NEW_NAME = NAME + Segment.UNFINISHED;
    private static final int SLOT_BYTES = 16 << 10;
    private static final int PREFIX_BYTES = 8; // length, checksum

    private final DiskFile file;

    private StateFile(DiskFile file) {
        this.file = file;
    }

    /** Creates the file with its first state, durable before it has its name. */
    static StateFile create(Disk disk, StoredState first) throws IOException {
        DiskFile file = disk.create(NEW_NAME, 2L * SLOT_BYTES);
        StateFile created = new StateFile(file);
        created.writeSlot(first);
        file.force(true);
        created.close(); // an open file keeps to the name by which it was opened
        disk.rename(NEW_NAME, NAME);
        disk.forceDirectory();
        return open(disk);
    }

    static StateFile open(Disk disk) throws IOException {
        return new StateFile(disk.open(NAME));
    }

    /** Writes the slot of the state's generation, durable when this returns. The other slot stays as it is. */
    void write(StoredState state) throws IOException {
        writeSlot(state);
        file.force(false);
    }

    private void writeSlot(StoredState state) throws IOException {
        Bytes encoded = state.encode();
        if (encoded.length() > SLOT_BYTES - PREFIX_BYTES) {
            throw new IOException("The state of the log takes " + encoded.length()
                    + " bytes, more than a slot of the state file has");
        }
        ByteBuffer slot = ByteBuffer.allocate(PREFIX_BYTES + encoded.length()).order(ByteOrder.LITTLE_ENDIAN);
        slot.putInt(encoded.length()).putInt(checksum(encoded));
        encoded.putInto(slot);
        file.write(state.generation() % 2 * SLOT_BYTES, slot.flip());
    }

    /**
     * Returns the newest state.
     *
     * @throws CorruptLogException if neither slot is valid: a vote may be forgotten, so the node must not continue
     * @throws UnreadableFileException if the disk does not return one of them: it may be the newer one. One that was
     *     torn can be read, and is not valid
     */
    StoredState read() throws IOException {
        StoredState first = readSlot(0);
        StoredState second = readSlot(1);
        if (first == null && second == null) {
            throw new CorruptLogException(NAME, 0, "neither copy of the term and vote is valid");
        }
        if (first == null || second == null) {
            return Objects.requireNonNull(first == null ? second : first);
        }
        return first.generation() > second.generation() ? first : second;
    }

    private @Nullable StoredState readSlot(int slot) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int read = NamedReads.read(file, NAME, (long) slot * SLOT_BYTES, block);
        int length = read < PREFIX_BYTES ? 0 : block.getInt(0);
        if (length <= 0 || length > read - PREFIX_BYTES) {
            return null;
        }
        Bytes encoded = Bytes.wrap(block.array(), PREFIX_BYTES, length);
        if (checksum(encoded) != block.getInt(4)) {
            return null;
        }
        try {
            return StoredState.decode(encoded);
        } catch (MalformedBytesException e) {
            return null;
        }
    }

    private static int checksum(Bytes bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.asByteBuffer());
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
