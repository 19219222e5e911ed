package io.dengine.bench.compare;

import io.dengine.api.ReadLevel;
import io.dengine.bench.Workload;

/** The operations that are measured. */
enum Operation {
    PUT("put"),
    LINEARIZABLE("linearizable read"),
    LEASE("lease read"),
    /** An eventual read, which etcd calls serializable. */
    EVENTUAL("eventual read");

    private final String title;

    Operation(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Returns the workload. A read of an absent key fails: it would cost less than the read of a present one. */
    Workload workload(int valueSize) {
        return switch (this) {
            case PUT -> Workload.put(valueSize);
            case LINEARIZABLE -> new Workload.Get(ReadLevel.LINEARIZABLE, true);
            case LEASE -> new Workload.Get(ReadLevel.LEASE, true);
            case EVENTUAL -> new Workload.Get(ReadLevel.EVENTUAL, true);
        };
    }
}
