package io.dengine.wal;

import io.dengine.wal.disk.Disk;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that stored data belong to, as a file names it.
 *
 * @param clusterHigh the upper half of the cluster id
 * @param clusterLow the lower half
 * @param file the name of the file that names it
 */
public record StoredOwner(long clusterHigh, long clusterLow, String file) {
    /**
     * Returns the owner of the log on {@code disk}: the state file names it, and so does each segment. Changes nothing.
     *
     * @return null if there is no log, or a creation that did not end, or nothing of it can be read
     */
    public static @Nullable StoredOwner ofLog(Disk disk) throws IOException {
        List<String> names = disk.list();
        boolean isCreated = names.contains(StateFile.NAME);
        if (isCreated) {
            try (StateFile file = StateFile.open(disk)) {
                StoredState state = file.read();
                return new StoredOwner(state.clusterHigh(), state.clusterLow(), StateFile.NAME);
            } catch (CorruptLogException e) {
                // Recovery refuses this log. Its segments still show whose it is.
            }
        }
        for (String name : names) {
            StoredOwner owner = Segment.isSegment(name) && (isCreated || !Segment.isBlank(disk, name))
                    ? Segment.ownerOf(disk, name)
                    : null;
            if (owner != null) {
                return owner;
            }
        }
        return null;
    }
}
