package io.dengine.formats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** All decoders that the fuzzer tests. */
final class Targets {
    private Targets() {}

    static List<Target> all() {
        List<Target> targets = new ArrayList<>();
        for (Format format : Formats.all()) {
            targets.add(new ValueTarget(format));
        }
        targets.add(new LogTarget());
        targets.add(new SnapshotTarget());
        targets.add(new StateTarget());
        try {
            targets.add(new BackupTarget());
            targets.add(new ConfigurationFileTarget());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return targets;
    }

    static Target named(String name) {
        for (Target target : all()) {
            if (target.name().equals(name)) {
                return target;
            }
        }
        throw new IllegalArgumentException("no target " + name);
    }
}
