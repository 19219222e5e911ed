package io.dengine.testkit.contract;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.StateMachine;
import io.dengine.kv.CommandGenerator;
import io.dengine.kv.rocksdb.RocksConfig;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The key-value store fulfils the contract in memory and on disk. */
class KvStoreContractTest {
    private static Bytes anyCommand(int number) {
        return new CommandGenerator(new SplittableRandom(number))
                .any(number, List.of(1L, 2L, 3L))
                .encode();
    }

    @Nested
    class InMemory extends StateMachineContract {
        @Override
        protected StateMachine open(int place) {
            return new KvStore(KvConfig.STANDARD);
        }

        @Override
        protected Bytes command(int number) {
            return anyCommand(number);
        }
    }

    @Nested
    class OnRocksDb extends StateMachineContract {
        @TempDir
        @Nullable
        Path directory;

        @Override
        protected StateMachine open(int place) throws IOException {
            Path where = directory;
            if (where == null) {
                throw new IllegalStateException("no directory");
            }
            KvConfig config = KvConfig.STANDARD;
            return KvStore.open(config, RocksConfig.STANDARD.open(where.resolve("place" + place), config));
        }

        @Override
        protected Bytes command(int number) {
            return anyCommand(number);
        }
    }
}
