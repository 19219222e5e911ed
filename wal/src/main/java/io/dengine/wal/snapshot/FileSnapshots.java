package io.dengine.wal.snapshot;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.OtherVersionException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.wal.DiskRoom;
import io.dengine.wal.StoredOwner;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import io.dengine.wal.disk.NamedReads;
import io.dengine.wal.disk.NoSpaceException;
import io.dengine.wal.disk.SetAside;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The snapshots in one directory, which belongs to one node. */
public final class FileSnapshots implements SnapshotStore {
    static final String WRITING = "writing.part";
    private static final String RECEIVING = "receiving-";
    private static final String PART = ".part";
    private static final String SNAPSHOT = "snapshot-";
    private static final String COMPLETE = ".snap";
    private static final int NAMED_DIGEST_BYTES = 8;

    private final Disk disk;
    private final long clusterHigh;
    private final long clusterLow;

    /** The files that cannot be used, with the reasons. */
    private final List<Unusable> unusable = new ArrayList<>();

    private final List<Aside> aside = new ArrayList<>();

    /** Replaced as a whole, by the thread that writes. */
    private volatile List<Stored> stored = List.of();

    /** The file from which pieces were last read. */
    private @Nullable DiskFile sending;

    private @Nullable Stored sent;

    /** The reasons for which a file cannot be used. */
    private enum Fault {
        DAMAGED,
        OTHER_CLUSTER,
        OTHER_VERSION
    }

    /** @param cluster the cluster that its header names, or an empty text */
    private record Unusable(String name, Fault fault, String cluster) {}

    /**
     * A file that was set aside.
     *
     * @param name its former name
     * @param as its present name
     */
    public record Aside(String name, String as) {}

    private FileSnapshots(Disk disk, long clusterHigh, long clusterLow) {
        this.disk = disk;
        this.clusterHigh = clusterHigh;
        this.clusterLow = clusterLow;
    }

    /**
     * Opens the directory. Nothing in it is changed: a file that cannot be a complete snapshot of this cluster is not
     * listed, and stays until {@link #setAside}.
     */
    public static FileSnapshots open(Disk disk, long clusterHigh, long clusterLow) throws IOException {
        FileSnapshots snapshots = new FileSnapshots(disk, clusterHigh, clusterLow);
        List<Stored> found = new ArrayList<>();
        for (String name : disk.list()) {
            if (isSnapshot(name)) {
                Stored one = snapshots.glanceAt(name);
                if (one != null) {
                    found.add(one);
                }
            }
        }
        disk.forceDirectory(); // an earlier run saw these names, but may not have made them durable
        snapshots.replace(found);
        return snapshots;
    }

    /** Returns the owner that the newest readable snapshot names, or null if there is none. Changes nothing. */
    public static @Nullable StoredOwner owner(Disk disk) throws IOException {
        StoredOwner newest = null;
        for (String name : disk.list()) {
            if (isSnapshot(name)) {
                try (SnapshotReading reading = new SnapshotReading(name, disk.open(name), false)) {
                    SnapshotFrames.Header header = SnapshotFrames.readHeader(reading.header());
                    newest = new StoredOwner(header.clusterHigh(), header.clusterLow(), name);
                } catch (OtherVersionException | DamagedSnapshotException | MalformedBytesException e) {
                    // it shows nothing
                }
            }
        }
        return newest;
    }

    private static boolean isSnapshot(String name) {
        return name.startsWith(SNAPSHOT) && name.endsWith(COMPLETE);
    }

    /**
     * Refuses the directory if an intact file in it is not for this node: it may be all that another cluster, or
     * another version of the program, has left.
     *
     * @throws OtherVersionException if a snapshot is in the format of another version
     * @throws IOException if a snapshot is of another cluster
     */
    public void refuseStrange() throws IOException {
        for (Unusable file : unusable) {
            if (file.fault == Fault.OTHER_VERSION) {
                throw new OtherVersionException("The snapshot file " + file.name + " has a format that this version of"
                        + " the program does not read. Nothing was changed. Start the program that wrote it, or a newer"
                        + " one.");
            }
            if (file.fault == Fault.OTHER_CLUSTER) {
                throw new IOException("The snapshot file " + file.name + " belongs to another cluster. Nothing was"
                        + " changed. It is of cluster " + file.cluster + ", and this node is of cluster "
                        + clusterInWords(clusterHigh, clusterLow) + ". Move it to where it belongs, then start the"
                        + " node again. If it was left by a restore that did not end, repeat the restore.");
            }
        }
    }

    private static String clusterInWords(long high, long low) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    /** Returns the files that were set aside since the directory was opened. */
    public List<Aside> aside() {
        return List.copyOf(aside);
    }

    /** {@inheritDoc} A snapshot that was not written to its end is removed. */
    @Override
    public void setAside(List<Stored> unreadable) throws IOException {
        List<String> names = new ArrayList<>();
        for (Stored snapshot : unreadable) {
            names.add(nameOf(snapshot.meta().last()));
        }
        for (Unusable file : unusable) {
            names.add(file.name);
        }
        for (String name : names) {
            String free = SetAside.freeName(disk, name);
            disk.rename(name, free);
            disk.forceDirectory();
            aside.add(new Aside(name, free));
        }
        unusable.clear();
        deleteIfThere(WRITING);
        List<Stored> next = new ArrayList<>(stored);
        next.removeAll(unreadable);
        replace(next);
    }

    private void replace(List<Stored> next) {
        List<Stored> sorted = new ArrayList<>(next);
        sorted.sort((a, b) -> Long.compare(b.meta().index(), a.meta().index()));
        stored = List.copyOf(sorted);
    }

    /** Returns the description of a file by its own header and digest, or null if it cannot be used. */
    private @Nullable Stored glanceAt(String name) throws IOException {
        Fault fault = Fault.DAMAGED;
        String cluster = "";
        try (SnapshotReading reading = new SnapshotReading(name, disk.open(name), false)) {
            SnapshotFrames.Header header = SnapshotFrames.readHeader(reading.header());
            SnapshotMeta meta = header.meta();
            try (DiskFile file = disk.open(name)) {
                long size = file.sizeBytes();
                ByteBuffer digest = ByteBuffer.allocate(SnapshotFrames.DIGEST_BYTES);
                if (!header.isOf(clusterHigh, clusterLow)) {
                    fault = Fault.OTHER_CLUSTER;
                    cluster = clusterInWords(header.clusterHigh(), header.clusterLow());
                } else if (size >= SnapshotFrames.TRAILER_BYTES
                        && NamedReads.read(file, name, size - digest.capacity(), digest) == digest.capacity()
                        && name.equals(nameOf(meta.last()))) {
                    return new Stored(meta, size, Bytes.wrap(digest.array()));
                }
            }
        } catch (OtherVersionException e) {
            fault = Fault.OTHER_VERSION;
        } catch (DamagedSnapshotException | MalformedBytesException e) {
            // its name may still help an operator
        }
        unusable.add(new Unusable(name, fault, cluster));
        return null;
    }

    private static String nameOf(EntryId last) {
        return String.format(Locale.ROOT, "%s%016x-%016x%s", SNAPSHOT, last.index(), last.term(), COMPLETE);
    }

    private static String receivingName(Stored announced) {
        StringBuilder name = new StringBuilder(RECEIVING);
        for (int i = 0; i < NAMED_DIGEST_BYTES; i++) {
            name.append(String.format(Locale.ROOT, "%02x", announced.digest().at(i) & 0xff));
        }
        return name.append(PART).toString();
    }

    @Override
    public List<Stored> stored() {
        return stored;
    }

    @Override
    public Writing write(SnapshotMeta meta) throws IOException {
        deleteIfThere(WRITING);
        requireRoom(0);
        Bytes header = SnapshotFrames.header(clusterHigh, clusterLow, meta);
        return new SnapshotWriting(this, meta, header, disk.create(WRITING, 0));
    }

    @Override
    public Reading read(Stored snapshot) throws IOException {
        return open(nameOf(snapshot.meta().last()), snapshot.meta(), false);
    }

    private SnapshotReading open(String name, SnapshotMeta expected, boolean digested) throws IOException {
        SnapshotReading reading = new SnapshotReading(name, disk.open(name), digested);
        try {
            SnapshotMeta found = SnapshotFrames.readHeader(reading.header(), clusterHigh, clusterLow);
            if (!found.equals(expected)) {
                throw new DamagedSnapshotException("The snapshot file " + name + " contains another snapshot.");
            }
            return reading;
        } catch (MalformedBytesException e) {
            reading.close();
            throw new DamagedSnapshotException("The snapshot file " + name + " is damaged: " + e.getMessage() + ".");
        } catch (IOException | RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    @Override
    public Bytes piece(Stored snapshot, long offset, int maxBytes) throws IOException {
        DiskFile file = sending;
        if (file == null || !snapshot.equals(sent)) {
            stopSending();
            if (!stored.contains(snapshot)) {
                return Bytes.EMPTY;
            }
            file = disk.open(nameOf(snapshot.meta().last()));
            sending = file;
            sent = snapshot;
        }
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(maxBytes, snapshot.sizeBytes() - offset));
        int count = file.read(offset, piece);
        return Bytes.wrap(piece.array(), 0, count);
    }

    @Override
    public Copy copy(Stored snapshot) throws IOException {
        DiskFile file = disk.open(nameOf(snapshot.meta().last()));
        return new Copy() {
            @Override
            public Bytes piece(long offset, int maxBytes) throws IOException {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(maxBytes, snapshot.sizeBytes() - offset));
                int count = file.read(offset, piece);
                return Bytes.wrap(piece.array(), 0, count);
            }

            @Override
            public void close() {
                closeQuietly(file);
            }
        };
    }

    private void stopSending() {
        if (sending != null) {
            closeQuietly(sending);
            sending = null;
            sent = null;
        }
    }

    @Override
    public Receiving receive(Stored snapshot) throws IOException {
        if (snapshot.digest().length() != SnapshotFrames.DIGEST_BYTES
                || snapshot.sizeBytes() < SnapshotFrames.TRAILER_BYTES) {
            throw new DamagedSnapshotException("the peer has announced an invalid snapshot: " + snapshot);
        }
        String name = receivingName(snapshot);
        boolean begun = false;
        for (String present : disk.list()) {
            if (present.equals(name)) {
                begun = true;
            } else if (present.startsWith(RECEIVING)) {
                disk.delete(present);
            }
        }
        DiskFile file = begun ? disk.open(name) : disk.create(name, 0);
        try {
            requireRoom(snapshot.sizeBytes() - file.sizeBytes());
            return new IncomingSnapshot(this, snapshot, name, file);
        } catch (IOException | RuntimeException e) {
            closeQuietly(file);
            throw e;
        }
    }

    /**
     * Checks that so many bytes may be written without taking what the log needs to continue.
     *
     * @throws NoSpaceException if they may not
     */
    void requireRoom(long bytes) throws IOException {
        long free = disk.usableBytes();
        long kept = DiskRoom.keptForLog(disk);
        if (free - kept < bytes) {
            throw new NoSpaceException(
                    "the disk has no room for the snapshot: " + (free >> 20) + " MiB are free, of which "
                            + (kept >> 20) + " MiB are reserved for the log, and it needs "
                            + (bytes == 0 ? "more" : (bytes >> 20) + " MiB more")
                            + ". Free space on the disk of the data directory");
        }
    }

    /** Removes an unfinished snapshot, which is useless, and may be what fills the disk. */
    void abandon(String name) {
        try {
            deleteIfThere(name);
        } catch (IOException e) {
            // the next one, or the next start, removes it
        }
    }

    @Override
    public Reading verify(Stored snapshot) throws IOException {
        return verify(nameOf(snapshot.meta().last()), snapshot);
    }

    private Reading verify(String name, Stored expected) throws IOException {
        SnapshotReading reading = open(name, expected.meta(), true);
        return new Reading() {
            @Override
            public @Nullable Bytes next() throws IOException {
                Bytes part = reading.next();
                if (part == null
                        && (!reading.digest().equals(expected.digest())
                                || !reading.storedDigest().equals(expected.digest()))) {
                    throw new DamagedSnapshotException(
                            "The snapshot file " + name + " is damaged: its digest is wrong.");
                }
                return part;
            }

            @Override
            public void close() {
                reading.close();
            }
        };
    }

    @Override
    public boolean isIntact(Stored snapshot) throws IOException {
        return isIntact(nameOf(snapshot.meta().last()), snapshot);
    }

    private boolean isIntact(String name, Stored expected) throws IOException {
        try (Reading reading = verify(name, expected)) {
            while (reading.next() != null) {
                // each part is checked when it is read
            }
            return true;
        } catch (DamagedSnapshotException e) {
            return false;
        }
    }

    /** Checks a file that was forced, and gives it its final name. */
    void publish(String part, Stored complete) throws IOException {
        if (!isIntact(part, complete)) {
            disk.delete(part);
            throw new DamagedSnapshotException("the snapshot up to entry "
                    + complete.meta().index() + " was damaged while it was written. It was removed; the log and older"
                    + " snapshots are unchanged");
        }
        stopSending(); // a former file of this name has other content
        String name = nameOf(complete.meta().last());
        List<Stored> next = new ArrayList<>(stored);
        boolean replaces =
                next.removeIf(one -> one.meta().last().equals(complete.meta().last()));
        next.add(complete);
        disk.rename(part, name);
        try {
            disk.forceDirectory();
        } catch (IOException e) {
            if (replaces) {
                replace(next); // whichever of the two the name stands for after a loss of power, it is intact
            } else {
                disk.delete(name);
            }
            throw e;
        }
        replace(next);
    }

    @Override
    public void remove(Stored snapshot) throws IOException {
        if (snapshot.equals(sent)) {
            stopSending();
        }
        List<Stored> next = new ArrayList<>(stored);
        if (next.remove(snapshot)) {
            replace(next);
            disk.delete(nameOf(snapshot.meta().last()));
            disk.forceDirectory();
        }
    }

    private void deleteIfThere(String name) throws IOException {
        if (disk.list().contains(name)) {
            disk.delete(name);
        }
    }

    /** Closes a file and ignores failures: nothing that was promised depends on them. */
    static void closeQuietly(DiskFile file) {
        try {
            file.close();
        } catch (IOException e) {
            // what had to be durable was forced before
        }
    }

    @Override
    public void close() throws IOException {
        stopSending();
        disk.close();
    }
}
