package io.dengine.bench.compare;

import io.dengine.bench.cluster.Launcher;
import io.dengine.bench.cluster.Operation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A system in one configuration, with one protocol.
 *
 * @param name the printed name
 * @param durability the condition under which it acknowledges a write
 * @param peer the side that its figures are divided by, or null if it is a peer
 */
record Side(String name, String durability, @Nullable String peer, Launcher launcher) {
    static final String ORIGINAL = "original";
    static final String ETCD = "etcd";

    Set<Operation> operations() {
        return launcher.operations();
    }
}
