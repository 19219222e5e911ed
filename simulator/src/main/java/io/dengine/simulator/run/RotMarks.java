package io.dengine.simulator.run;

import io.dengine.engine.IntegrityReport;
import io.dengine.simulator.fault.SimDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The damage to one node's disks while they were in use, and whether the node has found it. */
final class RotMarks {
    private final List<Mark> marks = new ArrayList<>();

    private static final class Mark {
        private final IntegrityReport.Kind kind;
        private final SimDisk disk;
        private final String name;
        private final int at;
        private final byte value;
        private boolean shows;
        private boolean found;

        Mark(IntegrityReport.Kind kind, SimDisk disk, String name, int at, byte value, boolean shows) {
            this.kind = kind;
            this.disk = disk;
            this.name = name;
            this.at = at;
            this.value = value;
            this.shows = shows;
        }

        /** Returns whether the damage still exists: the file may have been deleted or replaced. */
        boolean isThere() {
            try {
                byte[] contents = disk.contents(name);
                return disk.list().contains(name) && at < contents.length && contents[at] == value;
            } catch (IOException e) {
                return false;
            }
        }
    }

    /**
     * Records damage.
     *
     * @param place the location, as {@link SimDisk#rot} returns it
     * @param shows false if it does not count before the files of its kind are set aside, and this one is not
     */
    void add(IntegrityReport.Kind kind, SimDisk disk, String place, boolean shows) {
        String name = fileOf(place);
        int at = Integer.parseInt(place.substring(place.lastIndexOf(' ') + 1));
        try {
            marks.add(new Mark(kind, disk, name, at, disk.contents(name)[at], shows));
        } catch (IOException e) {
            throw new IllegalStateException("the damaged file is gone", e);
        }
    }

    static String fileOf(String place) {
        return place.substring(0, place.indexOf(' '));
    }

    /** Returns a location as {@link SimDisk#rot} returns it. */
    static String placeOf(String file, int at) {
        return file + " at " + at;
    }

    /**
     * Marks damage as found. The node reports a snapshot by its last entry and not by its file, so this marks any of
     * its marks.
     */
    void found(IntegrityReport.Kind kind, String name) {
        for (Mark mark : marks) {
            mark.found |= mark.kind == kind && (kind == IntegrityReport.Kind.SNAPSHOT || mark.name.equals(name));
        }
    }

    /**
     * Records that files of this kind were renamed, so that other files may get their names. Damage in a file that
     * stayed remains, even where nobody notices it yet: recovery does not read what precedes the snapshot index.
     *
     * @param noticed the files whose damage shows now
     */
    void setAside(IntegrityReport.Kind kind, Set<String> noticed) {
        marks.removeIf(mark -> mark.kind == kind && !mark.isThere());
        marks.forEach(mark -> mark.shows |= mark.kind == kind && noticed.contains(mark.name));
    }

    /** Returns whether there is damage, even if other damage hides it. */
    boolean exist() {
        marks.removeIf(mark -> !mark.isThere());
        return !marks.isEmpty();
    }

    boolean any() {
        return exist() && marks.stream().anyMatch(mark -> mark.shows);
    }

    /**
     * Returns whether there is damage that the node has not found.
     *
     * @param isScrubbed returns whether the scrub reads this file: it skips the segment that is written, in which
     *     damage may remain that only concerns entries up to the snapshot index
     */
    boolean anyHidden(Predicate<String> isScrubbed) {
        return any() && marks.stream().anyMatch(mark -> mark.shows && !mark.found && isScrubbed.test(mark.name));
    }

    void clear() {
        marks.clear();
    }

    /**
     * Returns the marks of a copy of the disks, which has the same damage.
     *
     * @param copyOf returns the copy of a disk
     */
    RotMarks of(UnaryOperator<SimDisk> copyOf) {
        RotMarks copy = new RotMarks();
        for (Mark mark : marks) {
            copy.marks.add(new Mark(mark.kind, copyOf.apply(mark.disk), mark.name, mark.at, mark.value, mark.shows));
        }
        return copy;
    }
}
