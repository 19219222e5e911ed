package io.dengine.client;

import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A feed that may end before everything was taken from it. */
final class SimFeed implements WatchFeed {
    private final Consumer<SimFeed> whenClosed;
    private final Runnable wakeup;
    private @Nullable WatchFeed source;
    private WatchItem.@Nullable Ended failure;
    private long delivered;
    private boolean ended;

    SimFeed(Consumer<SimFeed> whenClosed, Runnable wakeup) {
        this.whenClosed = whenClosed;
        this.wakeup = wakeup;
    }

    void follow(WatchFeed feed) {
        source = feed;
    }

    void arrived() {
        if (failure == null) {
            wakeup.run();
        }
    }

    void refuse() {
        failure = new WatchItem.Ended(WatchItem.End.OVERLOADED, 0, SimTarget.WISH);
    }

    void end(WatchItem.Ended how) {
        failure = how;
    }

    /** Ends it; what was not taken is lost. */
    void fail(boolean saysHowFar) {
        if (failure == null) {
            failure = saysHowFar && delivered > 0
                    ? new WatchItem.Ended(WatchItem.End.CANCELED, delivered, SimTarget.WISH)
                    : new WatchItem.Ended(WatchItem.End.BROKEN, 0, SimTarget.WISH);
            wakeup.run();
        }
    }

    @Override
    public @Nullable WatchItem poll() {
        if (ended) {
            return null;
        }
        WatchItem.Ended why = failure;
        WatchFeed from = source;
        WatchItem item = why != null || from == null ? why : from.poll();
        if (item instanceof WatchItem.Changes changes) {
            delivered = changes.batch().revision();
        } else if (item instanceof WatchItem.Begun begun) {
            delivered = begun.revision();
        }
        ended = item instanceof WatchItem.Ended;
        return item;
    }

    @Override
    public void close() {
        ended = true;
        whenClosed.accept(this);
        WatchFeed from = source;
        if (from != null) {
            from.close();
        }
    }
}
