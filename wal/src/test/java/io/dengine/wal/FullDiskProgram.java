package io.dengine.wal;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.wal.disk.FileDisk;
import io.dengine.wal.disk.NoSpaceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Appends more than the system lets this process write, and then something small. Run by {@link FullDiskTest}. */
final class FullDiskProgram {
    static final int LARGE_BYTES = 4 << 20;

    private FullDiskProgram() {}

    static SegmentedLog open(Path directory) throws IOException {
        Configuration voters = new Configuration(0, List.of(new Member(1, "localhost:1", 0, Member.Role.VOTER)));
        WalConfig config = new WalConfig(1, 2, 1, 3, "boot", SnapshotMeta.bootstrap(voters), 64 << 10, 1 << 20, 7);
        return new SegmentedLog(FileDisk.open(directory), config);
    }

    static Entry entry(long index, int payloadBytes) {
        return new Entry(index, 1, index, Entry.Kind.COMMAND, Bytes.wrap(new byte[payloadBytes]));
    }

    /** The argument is the directory. */
    public static void main(String[] args) throws IOException {
        SegmentedLog log = open(Path.of(args[0]));
        log.recover();
        log.append(List.of(entry(1, 100)));
        try {
            log.append(List.of(entry(2, 10), entry(3, LARGE_BYTES)));
            System.out.println("it went in");
        } catch (NoSpaceException e) {
            System.out.println(e.getMessage());
        }
        log.append(List.of(entry(2, 1000)));
        log.saveHardState(new HardState(2, 1));
        log.close();
        System.out.println("closed");
    }
}
