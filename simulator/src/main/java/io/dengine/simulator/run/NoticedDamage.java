package io.dengine.simulator.run;

import io.dengine.engine.port.Scrub;
import io.dengine.simulator.fault.SimDisk;
import io.dengine.wal.CorruptLogException;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The damage to a log that a node would notice: a start fails, or the scrub of the node that has started reports it. A
 * flipped bit that neither of them notices is not damage, because no reader depends on it.
 *
 * @param startFails recovery needs what is damaged
 * @param scrubbed the segments that the scrub reports; empty if the start fails
 */
record NoticedDamage(boolean startFails, Set<String> scrubbed) {
    private static final int SLICE_BYTES = 64 << 10;

    /** Recovers and scrubs a copy of the disk. */
    static NoticedDamage of(SimDisk disk, WalConfig config) {
        SegmentedLog log = new SegmentedLog(disk.copy(), config);
        try {
            log.recover();
        } catch (CorruptLogException e) {
            return new NoticedDamage(true, Set.of());
        } catch (IOException e) {
            throw new IllegalStateException("a disk in memory was not asked to fail", e);
        }
        Set<String> scrubbed = new TreeSet<>();
        Scrub pass = log.scrub();
        for (Scrub.Slice slice = pass.next(SLICE_BYTES); slice != null; slice = pass.next(SLICE_BYTES)) {
            Scrub.Damage found = slice.damage();
            if (found != null) {
                scrubbed.add(found.name());
            }
        }
        return new NoticedDamage(false, scrubbed);
    }

    /** Returns whether the node notices damage in this segment, or cannot start. */
    boolean concerns(String segment) {
        return startFails || scrubbed.contains(segment);
    }
}
