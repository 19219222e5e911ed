package io.dengine.client;

import io.dengine.api.ClusterView;
import io.dengine.api.EngineException;
import io.dengine.api.Subscription;
import io.dengine.call.Answer;
import io.dengine.call.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Waits until the cluster view is known, which a new client may have to do. */
final class ClusterRequest extends Alarm {
    private final ClientCore core;
    private final long startNanos;
    private final long deadlineNanos;
    private final ClientFuture<ClusterView> future;
    private final AtomicBoolean decided = new AtomicBoolean();
    private volatile @Nullable Subscription source;

    private ClusterRequest(ClientCore core, long timeoutNanos) {
        this.core = core;
        this.startNanos = core.timers().nanoTime();
        this.deadlineNanos = startNanos + timeoutNanos;
        this.future = new ClientFuture<>(core.executor());
    }

    static CompletableFuture<ClusterView> ask(ClientCore core, long timeoutNanos) {
        if (core.isClosed()) {
            return CompletableFuture.failedFuture(Failures.closed("cluster"));
        }
        ClusterView known = core.target().cluster();
        return known.members().isEmpty()
                ? new ClusterRequest(core, timeoutNanos).begin()
                : CompletableFuture.completedFuture(known);
    }

    private ClientFuture<ClusterView> begin() {
        if (core.timers().set(this, deadlineNanos)) {
            source = core.target().onClusterChange(this::look);
            look(core.target().cluster());
            if (decided.get()) {
                release();
            }
        } else {
            clientClosed();
        }
        return future;
    }

    private void look(ClusterView view) {
        if (!view.members().isEmpty() && !decided.getAndSet(true)) {
            release();
            future.settle(view);
        }
    }

    private void fail(EngineException failure) {
        if (!decided.getAndSet(true)) {
            release();
            future.settleFailure(failure);
        }
    }

    private void release() {
        core.timers().cancel(this);
        Subscription present = source;
        if (present != null) {
            present.close();
        }
    }

    @Override
    void ring() {
        fail(Failures.givenUp(story(), new Answer.Failed(Problem.UNAVAILABLE, "No node was reached"), false));
    }

    @Override
    void clientClosed() {
        fail(Failures.closed(story()));
    }

    private Failures.Story story() {
        long millis = (core.timers().nanoTime() - startNanos) / 1_000_000;
        return new Failures.Story("cluster", false, 1, millis, false);
    }
}
