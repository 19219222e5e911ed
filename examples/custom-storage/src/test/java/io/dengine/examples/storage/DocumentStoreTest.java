package io.dengine.examples.storage;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.StateMachine;
import io.dengine.testkit.contract.StateMachineContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DocumentStoreTest extends StateMachineContract {
    @TempDir
    Path directory = Path.of("");

    @Override
    protected StateMachine open(int place) throws IOException {
        return DocumentStore.open(directory.resolve("place" + place));
    }

    @Override
    protected Bytes command(int number) {
        String name = "document " + number % 40;
        return number % 9 == 0
                ? new DocumentCommand.Remove(name).encode()
                : new DocumentCommand.Write(name, "text ".repeat(number)).encode();
    }
}
