package io.dengine.embedded.example;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.LogStore;
import io.dengine.engine.port.StateMachine;
import io.dengine.testkit.contract.LogStoreContract;
import io.dengine.testkit.contract.StateMachineContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Parts of strangers' own keep the contracts, with nothing but what is published. */
class ContractsTest {
    // snippet: machine-contract
    @Nested
    class CountersTest extends StateMachineContract {
        @Override
        protected StateMachine open(int place) {
            return new Counters();
        }

        @Override
        protected Bytes command(int number) {
            return Bytes.utf8("counter " + number % 7);
        }
    }
    // end: machine-contract

    // snippet: log-contract
    @Nested
    class JournalLogTest extends LogStoreContract {
        @TempDir
        Path directory;

        @Override
        protected LogStore open() throws IOException {
            return new JournalLog(directory, SnapshotMeta.bootstrap(VOTERS));
        }

        @Override
        protected void crash() {
            // Whatever was written is in the file: nothing is kept back in this process.
        }
    }
    // end: log-contract
}
