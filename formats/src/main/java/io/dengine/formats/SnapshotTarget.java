package io.dengine.formats;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.simulator.fault.SimDisk;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Snapshots on a damaged disk: a read returns what was written, or fails with {@link DamagedSnapshotException}. */
final class SnapshotTarget implements Target {
    private static final int PARTS = 3;

    private final SimDisk disk = new SimDisk();

    SnapshotTarget() {
        try (FileSnapshots snapshots = FileSnapshots.open(disk, 1, 2)) {
            for (long index = 10; index <= 20; index += 10) {
                try (SnapshotStore.Writing writing = snapshots.write(meta(index))) {
                    for (Bytes part : parts(index)) {
                        writing.add(part);
                    }
                    writing.finish();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SnapshotMeta meta(long index) {
        return new SnapshotMeta(
                new EntryId(index, 2),
                1000,
                new Configuration(0, List.of(new Member(1, "localhost:1", 3, Member.Role.VOTER))));
    }

    private static List<Bytes> parts(long index) {
        List<Bytes> parts = new ArrayList<>();
        for (int i = 0; i < PARTS; i++) {
            parts.add(Bytes.utf8("part " + i + " of " + index + ", with something in it"));
        }
        return parts;
    }

    @Override
    public String name() {
        return "snapshots";
    }

    @Override
    public List<byte[]> seeds() {
        return Damage.seeds(disk.list().size());
    }

    @Override
    public void accept(byte[] input) throws IOException {
        SimDisk damaged = disk.copy();
        Damage.apply(input, damaged);
        try (FileSnapshots snapshots = FileSnapshots.open(damaged, 1, 2)) {
            for (SnapshotStore.Stored stored : snapshots.stored()) {
                boolean intact = snapshots.isIntact(stored);
                try (SnapshotStore.Reading reading = snapshots.read(stored)) {
                    List<Bytes> read = new ArrayList<>();
                    for (Bytes part = reading.next(); part != null; part = reading.next()) {
                        read.add(part);
                    }
                    if (!stored.meta().equals(meta(stored.meta().index()))
                            || !read.equals(parts(stored.meta().index()))) {
                        throw new AssertionError("read contents that were never written: " + stored + ", " + read);
                    }
                } catch (DamagedSnapshotException e) {
                    if (intact) {
                        throw new AssertionError("a damaged snapshot was reported as intact", e);
                    }
                }
            }
        } catch (DamagedSnapshotException e) {
            // The whole snapshot was rejected.
        }
    }
}
