package io.dengine.node.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The boot id of the machine: while it is the same, no power was lost. */
public final class MachineBoot {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private MachineBoot() {}

    /** Returns the present boot id; if the system has none, every call returns a new one. */
    public static String id() throws IOException {
        return Files.isReadable(BOOT_ID)
                ? Files.readString(BOOT_ID).strip()
                : "unknown-" + System.currentTimeMillis() + "-"
                        + ProcessHandle.current().pid();
    }
}
