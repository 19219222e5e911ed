package io.dengine.bench.compare;

import io.dengine.bench.Protocol;
import io.dengine.bench.cluster.EngineLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sides that can run on this machine, and the reasons why others cannot. */
final class Peers {
    private static final String ORIGINAL_WAITS =
            "a majority has written it to the operating system; no strategy of the original syncs";

    private final List<Side> sides = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /**
     * Looks for the programs.
     *
     * @param launcher the launcher of nodes of this engine
     * @param original the original's node; may be missing
     * @param etcd the etcd server; may be missing
     * @param reasons a directory with {@code original.txt} and {@code etcd.txt}, which state why a program is missing
     */
    static Peers find(Path launcher, Path original, Path etcd, Path reasons) {
        Peers peers = new Peers();
        for (Protocol protocol : List.of(Protocol.NATIVE, Protocol.GRPC)) {
            String name = protocol == Protocol.GRPC ? "gRPC" : "native";
            peers.sides.add(new Side(
                    "d-engine " + name + " MemFirst",
                    "a majority has written it to the operating system; synced at most 20 ms later",
                    Side.ORIGINAL,
                    new EngineLauncher(launcher, "MemFirst", protocol)));
            peers.sides.add(new Side(
                    "d-engine " + name + " DiskFirst",
                    "a majority has synced it to disk",
                    Side.ETCD,
                    new EngineLauncher(launcher, "DiskFirst", protocol)));
        }
        if (Files.isExecutable(original)) {
            peers.sides.add(new Side(Side.ORIGINAL, ORIGINAL_WAITS, null, new OriginalLauncher(original)));
        } else {
            peers.missing.add(Side.ORIGINAL + ": " + reason(reasons.resolve("original.txt")));
        }
        if (Files.isExecutable(etcd)) {
            peers.sides.add(new Side(Side.ETCD, "a majority has synced it to disk", null, new EtcdLauncher(etcd)));
        } else {
            peers.missing.add(Side.ETCD + ": " + reason(reasons.resolve("etcd.txt")));
        }
        return peers;
    }

    private static String reason(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "it was not built; make peers prints the reason";
        }
    }

    List<Side> sides() {
        return List.copyOf(sides);
    }

    List<String> missing() {
        return List.copyOf(missing);
    }
}
