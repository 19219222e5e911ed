package io.dengine.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a node runs on: where its data is, and how a process begins there. */
interface Machine extends AutoCloseable {
    Path dataDirectory();

    /** How others reach what listens there. */
    default String host() {
        return "127.0.0.1";
    }

    /** The command line that starts the program on this machine. */
    List<String> command(Path program);

    @Override
    void close() throws IOException;

    /** Makes the machine of a node that lives in {@code directory}. */
    interface Maker {
        Machine make(Path directory) throws IOException;
    }

    /** The machine that this program runs on. */
    static Machine own(Path directory) {
        return new Machine() {
            @Override
            public Path dataDirectory() {
                return directory.resolve("db");
            }

            @Override
            public List<String> command(Path program) {
                return List.of(program.toString());
            }

            @Override
            public void close() {}
        };
    }
}
