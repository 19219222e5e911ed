package io.dengine.simulator.run;

import java.io.IOException;
import java.util.function.Supplier;

/** The durable part of one node's state machine. */
interface StoreDisk {
    /** Opens the store for a new process. */
    TruthStore open() throws IOException;

    /** Records that the process has ended, cleanly or not. */
    void processEnded();

    /** Drops all stored state. No process may be running. */
    void replace();

    /** Frees the resources at the end of the run. */
    void close();

    /** Returns a disk whose contents end with the process. */
    static StoreDisk none(Supplier<TruthStore> stores) {
        return new StoreDisk() {
            @Override
            public TruthStore open() {
                return stores.get();
            }

            @Override
            public void processEnded() {}

            @Override
            public void replace() {}

            @Override
            public void close() {}
        };
    }
}
