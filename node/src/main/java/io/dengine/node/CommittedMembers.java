package io.dengine.node;

import io.dengine.api.Subscription;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Node;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The newest configuration that is committed, as far as a node knows, and its listeners. A configuration is in force
 * before it is committed, and may then still be undone. Thread-safe.
 */
public final class CommittedMembers {
    private final Node node;
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Configuration last; // guarded by this

    /** @param node a node that was not started yet */
    public CommittedMembers(Node node) {
        this.node = node;
        this.last = node.configuration();
        node.onConfigurationChange(configuration -> changed());
    }

    /** Returns the newest committed configuration. */
    public synchronized Configuration now() {
        Configuration inForce = node.configuration();
        // Read again: one that was truncated meanwhile was not what is committed at its index.
        if (inForce.index() <= node.commitIndex() && inForce.equals(node.configuration())) {
            last = inForce;
        }
        return last;
    }

    private void changed() {
        var unused = now();
        listeners.forEach(Runnable::run);
    }

    /** Calls {@code listener} when there may be another one, until the result is closed. It must return quickly. */
    public Subscription listen(Runnable listener) {
        // Wrapped, so that closing one subscription of a listener that subscribed twice removes only that one.
        Runnable own = listener::run;
        listeners.add(own);
        return () -> listeners.remove(own);
    }
}
