package io.dengine.testkit.sim;

import java.io.IOException;
import java.util.function.Supplier;

/** Where one node keeps its state: what of it outlives a process. */
interface StoreDisk {
    /** A process begins with what is there. */
    TruthStore open() throws IOException;

    /** The process has ended, in good order or not. */
    void processEnded();

    /** All that was there is gone. No process runs. */
    void replace();

    /** The run is over. */
    void close();

    /** Nothing outlives the process. */
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
