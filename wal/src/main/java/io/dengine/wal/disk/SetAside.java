package io.dengine.wal.disk;

import java.io.IOException;
import java.util.List;

/** The names of files that are not used any more, and kept for an operator. */
public final class SetAside {
    private static final String SUFFIX = ".damaged";

    private SetAside() {}

    /** Returns a name for what is set aside of the file {@code name}, which no file has yet. */
    public static String freeName(Disk disk, String name) throws IOException {
        List<String> taken = disk.list();
        String free = name + SUFFIX;
        for (int i = 2; taken.contains(free); i++) {
            free = name + SUFFIX + i;
        }
        return free;
    }
}
