package io.dengine.simulator.fault;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect.Level;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Recovery;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.node.start.NodeStorage;
import io.dengine.node.start.OwnLogSource;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A node with its files on simulated disks, started and stopped. */
abstract class NodeOnDisks {
    static final String SEGMENT = "00000000000000000001.log";

    SimDisk disk = new SimDisk();
    SimDisk snapshots = new SimDisk();

    static Configuration voters(long index, int count) {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            members.add(new Member(id, "n" + id, 0, Member.Role.VOTER));
        }
        return new Configuration(index, members);
    }

    static WalConfig wal(String boot, Configuration file) {
        return new WalConfig(1, 2, 1, 77, boot, SnapshotMeta.bootstrap(file), 1 << 16, 1 << 16, 5);
    }

    static Entry command(long index) {
        return new Entry(index, 1, index, Entry.Kind.COMMAND, Bytes.utf8("acknowledged write " + index));
    }

    static Entry members(long index, int count) {
        return new Entry(
                index, 1, index, Entry.Kind.CONFIGURATION, voters(index, count).encode());
    }

    /** The node has run in term 1, with these members in its file, and holds entries up to 50, some of them these. */
    void ran(Configuration file, Entry... others) throws IOException {
        try (SegmentedLog log = runs(file, others)) {
            log.noteCommitted(50);
        }
    }

    /** The node runs likewise. */
    SegmentedLog runs(Configuration file, Entry... others) throws IOException {
        SegmentedLog log = new SegmentedLog(disk, wal("boot", file));
        log.recover();
        log.settle(new HardState(1, 1), Level.SYNCED);
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(1, 1, 1, Entry.Kind.NOOP, Bytes.EMPTY));
        for (long index = 2; index <= 50; index++) {
            Entry entry = command(index);
            for (Entry other : others) {
                entry = other.index() == index ? other : entry;
            }
            entries.add(entry);
        }
        for (Entry entry : entries) {
            log.append(List.of(entry));
            log.sync();
        }
        return log;
    }

    /** While the node is down, one byte of this write rots. */
    void rot(long index) throws IOException {
        String text = new String(disk.contents(SEGMENT), StandardCharsets.ISO_8859_1);
        disk.damage(SEGMENT, text.indexOf("acknowledged write " + index), new byte[] {'b'});
        disk.crashProcess();
    }

    /** Stores a snapshot of a store without keys, up to this entry. */
    SnapshotStore.Stored snapshot(SnapshotMeta meta, UnaryOperator<Bytes> change) throws IOException {
        try (FileSnapshots store = FileSnapshots.open(snapshots, 1, 2);
                KvStore machine = new KvStore(KvConfig.STANDARD)) {
            List<Entry> entries = new ArrayList<>();
            for (long index = 1; index <= meta.index(); index++) {
                entries.add(new Entry(index, 1, index, Entry.Kind.NOOP, Bytes.EMPTY));
            }
            machine.apply(entries);
            try (StateView view = machine.freeze();
                    SnapshotStore.Writing writing = store.write(meta)) {
                for (Bytes part = view.next(); part != null; part = view.next()) {
                    writing.add(change.apply(part));
                }
                return writing.finish();
            }
        }
    }

    final List<String> warnings = new ArrayList<>();

    NodeStorage<KvStore> start(String boot, Level level, Configuration file) throws IOException {
        return NodeStorage.open(
                new OwnLogSource(disk, wal(boot, file)),
                FileSnapshots.open(snapshots, 1, 2),
                id -> new KvStore(KvConfig.STANDARD),
                new NodeStorage.Settings(1, "/data/n1", level, progress -> {}, warnings::add));
    }

    static Completeness completenessOf(Recovery recovery) {
        return recovery.log().hardState().completeness();
    }
}
