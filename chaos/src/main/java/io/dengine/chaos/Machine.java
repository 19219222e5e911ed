package io.dengine.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The machine of a node: the location of its data, and the way to start a process on it. */
interface Machine extends AutoCloseable {
    Path dataDirectory();

    /** Returns the host at which other processes reach a node on this machine. */
    default String host() {
        return "127.0.0.1";
    }

    /** Returns the command line that starts the program on this machine. */
    List<String> command(Path program);

    @Override
    void close() throws IOException;

    /** Creates the machine of a node with the given {@code directory}. */
    interface Maker {
        Machine make(Path directory) throws IOException;
    }

    /** Returns the machine that this program runs on. */
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
