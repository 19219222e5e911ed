package io.dengine.wal;

import io.dengine.core.log.Entry;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import io.dengine.wal.disk.SetAside;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A log that cannot be opened because of {@linkplain CorruptLogException damage}, or because the snapshot that it
 * follows is lost. It returns the configurations that may be in force, and keeps what can be read so that a node can
 * continue.
 *
 * <pre>
 *   state: incomplete --> later segments: set aside --> last segment: copied aside, cut --> state: where the log ends
 * </pre>
 *
 * <p>Nothing is deleted. What can no longer be used is set aside under another name, so that an operator can still
 * examine it, or have it examined. Term, vote and the identity of the disk stay. The log must not be open.
 *
 * <p>What shows the damage is often what is set aside: without it the log looks as if it ended there. So it is durable
 * that entries are missing before anything is renamed. A crash at any later step leaves a log that can be treated
 * again, or one that opens, and is known to be incomplete.
 */
public final class DamagedLog implements AutoCloseable {
    private static final String CUT = "cut" + Segment.UNFINISHED;

    private final Disk disk;
    private final WalConfig config;
    private final StateFile file;
    private final LogScanner scanner;
    private final List<Segment> segments = new ArrayList<>();
    private StoredState state;

    private DamagedLog(Disk disk, WalConfig config, StateFile file) throws IOException {
        this.disk = disk;
        this.config = config;
        this.file = file;
        this.state = file.read();
        this.scanner = new LogScanner(state, config.markEveryBytes());
    }

    /**
     * Reads what can be read. Nothing is changed.
     *
     * @throws CorruptLogException if the term and vote cannot be read: then this node must not come back at all
     */
    public static DamagedLog open(Disk disk, WalConfig config) throws IOException {
        if (!disk.list().contains(StateFile.NAME)) {
            throw new CorruptLogException(StateFile.NAME, 0, "it is missing, and with it the term and vote");
        }
        StateFile file = StateFile.open(disk);
        try {
            DamagedLog damaged = new DamagedLog(disk, config, file);
            damaged.scan();
            return damaged;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void scan() throws IOException {
        List<String> names = disk.list();
        for (long sequence = state.firstSegment(); names.contains(Segment.nameOf(sequence)); sequence++) {
            Segment segment;
            try {
                segment = Segment.open(disk, sequence, state);
            } catch (CorruptLogException e) {
                return; // the readable part ends before it
            }
            segments.add(segment);
            if (!scanner.scan(segment)) {
                return;
            }
        }
    }

    /**
     * Returns the configurations one of which is in force: the newest that is known to be committed, and all after it,
     * including one that may be in the part that cannot be read.
     */
    public List<Configuration> mayBeInForce() {
        List<Configuration> known = new ArrayList<>();
        known.add(state.base().configuration());
        for (Entry entry : scanner.configurations()) {
            known.add(Configuration.decode(entry.index(), entry.payload()));
        }
        known.add(state.previous());
        known.add(state.newest());
        known.sort(Comparator.comparingLong(Configuration::index));
        int first = 0;
        for (int i = 0; i < known.size(); i++) {
            first = known.get(i).index() <= state.committedIndex() ? i : first;
        }
        return List.copyOf(known.subList(first, known.size()));
    }

    /**
     * Keeps the entries before the damage, and sets aside the rest. The node is
     * {@link io.dengine.core.log.Completeness#INCOMPLETE} until a leader has brought it up to date.
     *
     * @return the names under which files were set aside
     */
    public List<String> keepReadable() throws IOException {
        List<Segment> readable = scanner.scanned();
        if (readable.isEmpty() || scanner.lastIndex() < state.base().index()) {
            return empty(state.base());
        }
        Segment end = readable.get(readable.size() - 1);
        write(state.incomplete());
        List<String> aside = new ArrayList<>();
        setAsideFrom(end.sequence + 1, aside);
        cut(end, aside);
        write(state.cutAt(end.mark(end.position)));
        return aside;
    }

    private void write(StoredState next) throws IOException {
        file.write(next);
        state = next;
    }

    /**
     * Keeps no entry: the state from which the log continues is lost. The newest known members are kept.
     *
     * @return the names under which files were set aside
     */
    public List<String> keepNothing() throws IOException {
        List<Configuration> known = mayBeInForce();
        return empty(SnapshotMeta.bootstrap(known.get(known.size() - 1).at(0)));
    }

    private List<String> empty(SnapshotMeta base) throws IOException {
        write(state.incomplete());
        List<String> aside = new ArrayList<>();
        long next = 1 + setAsideFrom(0, aside);
        StoredState emptied = state.emptied(base, next);
        SegmentPreparer.create(disk, emptied, next, config).file.close();
        write(emptied);
        return aside;
    }

    /**
     * Sets aside segments from {@code first} on, the last one first, so that a crash leaves no gap that would hide
     * later segments. Returns the greatest sequence.
     */
    private long setAsideFrom(long first, List<String> aside) throws IOException {
        long greatest = state.firstSegment();
        List<String> names = new ArrayList<>(disk.list());
        Collections.reverse(names);
        for (String name : names) {
            if (name.endsWith(Segment.UNFINISHED)) {
                disk.delete(name); // was never part of the log
            } else if (Segment.isSegment(name)) {
                greatest = Math.max(greatest, Segment.sequenceOf(name));
                if (Segment.sequenceOf(name) >= first) {
                    String free = SetAside.freeName(disk, name);
                    disk.rename(name, free);
                    disk.forceDirectory();
                    aside.add(free);
                }
            }
        }
        return greatest;
    }

    /** Sets the whole segment aside as a copy; then replaces it by its readable part, followed by zeros. */
    private void cut(Segment end, List<String> aside) throws IOException {
        String free = SetAside.freeName(disk, end.name);
        copy(end, end.sizeBytes, free);
        copy(end, end.position, end.name);
        aside.add(free);
    }

    private void copy(Segment from, long bytes, String name) throws IOException {
        try (DiskFile copy = disk.create(CUT, from.sizeBytes)) {
            LogRecovery.transfer(from.file, 0, bytes, copy);
            copy.force(true);
        }
        disk.rename(CUT, name);
        disk.forceDirectory();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            for (Segment segment : segments) {
                segment.file.close();
            }
        }
    }
}
