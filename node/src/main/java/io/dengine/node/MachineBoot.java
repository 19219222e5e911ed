package io.dengine.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names the time since the machine started: while it is the same, no power was lost. */
public final class MachineBoot {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private MachineBoot() {}

    /** The present one; where the system has no such name, every call counts as a new one. */
    public static String id() throws IOException {
        return Files.isReadable(BOOT_ID)
                ? Files.readString(BOOT_ID).strip()
                : "unknown-" + System.currentTimeMillis() + "-"
                        + ProcessHandle.current().pid();
    }
}
