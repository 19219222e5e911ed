package io.dengine.kv.rocksdb;

import io.dengine.kv.LeaseSpeed;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** {@link LeaseSpeed} of a store on disk. Arguments: an empty directory, and those of the other. */
public final class RocksLeaseSpeed {
    private RocksLeaseSpeed() {}

    /** Runs the measurement. */
    public static void main(String[] arguments) throws IOException {
        KvConfig config = new KvConfig(0, 0, 0, WatchConfig.STANDARD);
        for (int round = 0; round < 3; round++) {
            Path directory = Files.createDirectories(Path.of(arguments[0], "round-" + round));
            try (KvStore store = KvStore.open(config, new RocksTables(directory, config, RocksConfig.STANDARD))) {
                LeaseSpeed.measure(store, Arrays.copyOfRange(arguments, 1, arguments.length));
            }
        }
    }
}
