package io.dengine.formats;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.node.BackupFile;
import io.dengine.simulator.fault.SimDisk;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A backup. It returns its contents or fails with {@link DamagedSnapshotException}; any change of a byte is detected.
 */
final class BackupTarget implements Target {
    private final Path file;
    private final byte[] good;

    BackupTarget() throws IOException {
        file = Files.createTempFile("backup", ".dbk");
        file.toFile().deleteOnExit();
        SimDisk disk = new SimDisk();
        try (FileSnapshots snapshots = FileSnapshots.open(disk, 1, 2)) {
            try (SnapshotStore.Writing writing = snapshots.write(SnapshotTarget.meta(5))) {
                for (byte[] part : new StateTarget().seeds()) {
                    writing.add(Bytes.wrap(part));
                }
                writing.finish();
            }
            good = disk.contents(disk.list().get(0));
        }
    }

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(good);
    }

    @Override
    public void accept(byte[] input) throws IOException {
        Files.write(file, input);
        try {
            var unused = BackupFile.read(file);
        } catch (DamagedSnapshotException e) {
            if (Arrays.equals(input, good)) {
                throw new AssertionError("an intact backup was reported as damaged", e);
            }
            return;
        }
        if (!Arrays.equals(input, good)) {
            throw new AssertionError("a changed backup was accepted");
        }
    }
}
