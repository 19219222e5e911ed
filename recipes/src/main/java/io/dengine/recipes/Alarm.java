package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Subscription;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A one-time watch for a {@link Change}. It fires once: when the change happens, or when the watch can no longer tell
 * whether it has happened. In both cases the caller must read the current state again.
 */
final class Alarm implements WatchListener {
    private final Change change;
    private final Consumer<Optional<Throwable>> bell;
    // Guarded by this.
    private @Nullable Subscription subscription;
    private boolean off;

    private Alarm(Change change, Consumer<Optional<Throwable>> bell) {
        this.change = change;
        this.bell = bell;
    }

    /**
     * Starts the watch.
     *
     * @param bell called once, with an empty value when it is time to read again, or with the failure if the watch
     *     cannot be retried; runs on a thread of the client or on the timer's thread
     */
    static Alarm set(AsyncClient client, Change change, Consumer<Optional<Throwable>> bell) {
        Alarm alarm = new Alarm(change, bell);
        WatchRequest request =
                WatchRequest.range(change.range()).from(change.fromRevision()).in(change.incarnation());
        var unused = client.watch(request, alarm).whenComplete(alarm::begun);
        return alarm;
    }

    private void begun(@Nullable Subscription watch, @Nullable Throwable failure) {
        if (watch == null) {
            onEnd(failure == null ? new IllegalStateException("neither a watch nor a failure") : failure);
            return;
        }
        synchronized (this) {
            if (!off) {
                subscription = watch;
                return;
            }
        }
        watch.close();
    }

    @Override
    public void onBatch(WatchBatch batch) {
        if (batch.events().stream().anyMatch(change.matters())) {
            ring(Optional.empty());
        }
    }

    @Override
    public void onEnd(Throwable reason) {
        Throwable cause = Failures.cause(reason);
        if (Failures.isPastGone(cause)) {
            ring(Optional.empty());
        } else if (Failures.mayPass(cause)) {
            var unused = Timer.after(Timer.pauseNanos(3), () -> ring(Optional.empty()));
        } else {
            ring(Optional.of(cause));
        }
    }

    private void ring(Optional<Throwable> failure) {
        if (turnOff()) {
            bell.accept(failure);
        }
    }

    /** Stops the watch. The callback is not called after that. */
    void cancel() {
        boolean unused = turnOff();
    }

    /** Turns this off and returns true if it was on. */
    private boolean turnOff() {
        Subscription watch;
        synchronized (this) {
            if (off) {
                return false;
            }
            off = true;
            watch = subscription;
        }
        if (watch != null) {
            watch.close();
        }
        return true;
    }
}
