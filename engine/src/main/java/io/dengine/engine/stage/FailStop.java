package io.dengine.engine.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a node that can no longer guarantee its data. The first failure counts; from then on every stage
 * refuses to work and fails what waits for it.
 */
final class FailStop {
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final List<Runnable> actions = new ArrayList<>();

    /** Adds an action on failure, run by the thread that failed. Only while the node is assembled. */
    void onFailure(Runnable action) {
        actions.add(action);
    }

    boolean hasFailed() {
        return failure.get() != null;
    }

    @Nullable
    Throwable failure() {
        return failure.get();
    }

    Throwable required() {
        Throwable why = failure.get();
        if (why == null) {
            throw new IllegalStateException("nothing has failed");
        }
        return why;
    }

    void fail(Throwable why) {
        if (failure.compareAndSet(null, why)) {
            for (Runnable action : actions) {
                action.run();
            }
        }
    }
}
