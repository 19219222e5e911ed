package io.dengine.bench.cluster;

import io.dengine.api.ReadLevel;
import io.dengine.bench.Workload;

/** A measured operation. */
public enum Operation {
    PUT("put"),
    LINEARIZABLE("linearizable read"),
    LEASE("lease read"),
    /** An eventual read, which etcd calls serializable. */
    EVENTUAL("eventual read");

    private final String title;

    Operation(String title) {
        this.title = title;
    }

    /** Returns the name in tables. */
    public String title() {
        return title;
    }

    /**
     * Returns the workload. Reading an absent key counts as failed, because it costs less than reading a present one.
     */
    public Workload workload(int valueSize) {
        return switch (this) {
            case PUT -> Workload.put(valueSize);
            case LINEARIZABLE -> new Workload.Get(ReadLevel.LINEARIZABLE, true);
            case LEASE -> new Workload.Get(ReadLevel.LEASE, true);
            case EVENTUAL -> new Workload.Get(ReadLevel.EVENTUAL, true);
        };
    }
}
