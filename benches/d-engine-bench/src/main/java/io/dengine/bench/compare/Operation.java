package io.dengine.bench.compare;

import io.dengine.api.ReadLevel;
import io.dengine.bench.Workload;

/** What is measured. */
enum Operation {
    PUT("put"),
    LINEARIZABLE("linearizable read"),
    LEASE("lease read"),
    /** etcd calls it serializable. */
    EVENTUAL("eventual read");

    private final String title;

    Operation(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** A read of a key that is absent has failed: it would cost less than one that is there. */
    Workload workload(int valueSize) {
        return switch (this) {
            case PUT -> Workload.put(valueSize);
            case LINEARIZABLE -> new Workload.Get(ReadLevel.LINEARIZABLE, true);
            case LEASE -> new Workload.Get(ReadLevel.LEASE, true);
            case EVENTUAL -> new Workload.Get(ReadLevel.EVENTUAL, true);
        };
    }
}
