package io.dengine.embedded.example;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

// snippet: journal
/**
 * A log in one file: a journal of what was done to it. All entries are in memory as well, so it is for logs that
 * snapshots keep short.
 */
public final class JournalLog implements LogStore {
    private static final int HARD_STATE = 1;
    private static final int ENTRY = 2;
    private static final int TRUNCATED = 3;
    private static final int BEGINS = 4;
    private static final int HEADER_BYTES = 8;

    private final Path file;
    private FileChannel channel;

    // Read by any thread, so all of it is guarded by this object's monitor.
    private HardState hardState = HardState.INITIAL;
    private SnapshotMeta base;
    private final List<Entry> entries = new ArrayList<>();

    /** @param beginning where a log begins that was never used */
    public JournalLog(Path directory, SnapshotMeta beginning) throws IOException {
        Files.createDirectories(directory);
        file = directory.resolve("journal");
        base = beginning;
        channel = open(file);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public synchronized RecoveredLog recover() throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
        int end = 0;
        for (Bytes record = next(content); record != null; record = next(content)) {
            replay(new BytesReader(record));
            end = content.position();
        }
        // What follows is what a crash has left of a record that was never acknowledged.
        channel.truncate(end);
        channel.position(end);
        return RecoveredLog.of(hardState, base, entries);
    }

    private void replay(BytesReader reader) {
        int kind = reader.readByte();
        switch (kind) {
            case HARD_STATE -> hardState = HardState.readFrom(reader);
            case ENTRY -> entries.add(Entry.readFrom(reader));
            case TRUNCATED -> keepUpTo(reader.readVarLong());
            case BEGINS -> {
                base = SnapshotMeta.readFrom(reader);
                entries.clear();
            }
            default -> throw new IllegalStateException("the journal has a record of unknown kind " + kind);
        }
    }

    @Override
    public synchronized void saveHardState(HardState state) throws IOException {
        BytesWriter record = new BytesWriter(16).writeByte(HARD_STATE);
        state.writeTo(record);
        write(record);
        channel.force(false);
        hardState = state;
    }

    @Override
    public synchronized void append(List<Entry> more) throws IOException {
        long next = lastIndex() + 1;
        for (Entry entry : more) {
            if (entry.index() != next++) {
                throw new IllegalArgumentException("entry " + entry.index() + " does not follow " + (next - 2));
            }
        }
        for (Entry entry : more) {
            BytesWriter record = new BytesWriter(64).writeByte(ENTRY);
            entry.writeTo(record);
            write(record);
        }
        entries.addAll(more);
    }

    @Override
    public synchronized void truncateAfter(long lastKeptIndex) throws IOException {
        write(new BytesWriter(16).writeByte(TRUNCATED).writeVarLong(lastKeptIndex));
        keepUpTo(lastKeptIndex);
    }

    /** Not synchronized: appends go on while the disk works. */
    @Override
    public void sync() throws IOException {
        FileChannel present;
        synchronized (this) {
            present = channel;
        }
        try {
            present.force(false);
        } catch (ClosedChannelException e) {
            synchronized (this) {
                if (present.equals(channel)) {
                    throw e;
                }
                // Another file has taken its place meanwhile, with all that was in it, and it is durable.
            }
        }
    }

    @Override
    public synchronized List<Entry> read(long firstIndex, long lastIndex, int maxBytes) throws IOException {
        if (firstIndex <= base.index() || lastIndex > lastIndex()) {
            throw new IOException("no entries " + firstIndex + " to " + lastIndex + ": the log has those after "
                    + base.index() + " up to " + lastIndex());
        }
        List<Entry> found = new ArrayList<>();
        long bytes = 0;
        for (long index = firstIndex; index <= lastIndex; index++) {
            Entry entry = entries.get((int) (index - base.index() - 1));
            bytes += entry.weightBytes();
            if (bytes > maxBytes && !found.isEmpty()) {
                break;
            }
            found.add(entry);
        }
        return found;
    }

    @Override
    public synchronized void compact(SnapshotMeta newBase) throws IOException {
        if (newBase.index() > base.index()) {
            List<Entry> kept = List.copyOf(entries.subList((int) (newBase.index() - base.index()), entries.size()));
            beginAnew(newBase, kept);
        }
    }

    @Override
    public synchronized void resetTo(SnapshotMeta newBase) throws IOException {
        beginAnew(newBase, List.of());
    }

    /** A new file takes the place of the old one in one step, so a crash leaves the one or the other. */
    private void beginAnew(SnapshotMeta newBase, List<Entry> kept) throws IOException {
        Path unfinished = file.resolveSibling("journal.new");
        Files.deleteIfExists(unfinished);
        FileChannel before = channel;
        channel = open(unfinished);
        before.close();
        base = newBase;
        entries.clear();
        BytesWriter begin = new BytesWriter(64).writeByte(BEGINS);
        newBase.writeTo(begin);
        write(begin);
        saveHardState(hardState);
        append(kept);
        channel.force(true);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
            directory.force(true);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try (FileChannel last = channel) {
            last.force(true);
        }
    }

    private long lastIndex() {
        return base.index() + entries.size();
    }

    private void keepUpTo(long lastKeptIndex) {
        entries.subList((int) (lastKeptIndex - base.index()), entries.size()).clear();
    }

    /** A record is its length, its checksum, and its bytes. */
    private void write(BytesWriter record) throws IOException {
        ByteBuffer framed = ByteBuffer.allocate(HEADER_BYTES + record.size());
        Bytes body = record.toBytes();
        framed.putInt(body.length()).putInt(checksum(body));
        body.putInto(framed);
        framed.flip();
        while (framed.hasRemaining()) {
            channel.write(framed);
        }
    }

    /** The next record that is whole, or null. */
    private static @Nullable Bytes next(ByteBuffer content) {
        if (content.remaining() < HEADER_BYTES) {
            return null;
        }
        int length = content.getInt();
        int checksum = content.getInt();
        if (length < 1 || length > content.remaining()) {
            return null;
        }
        byte[] body = new byte[length];
        content.get(body);
        Bytes record = Bytes.wrap(body);
        return checksum(record) == checksum ? record : null;
    }

    private static int checksum(Bytes body) {
        CRC32C crc = new CRC32C();
        crc.update(body.asByteBuffer());
        return (int) crc.getValue();
    }
}
// end: journal
