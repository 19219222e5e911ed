package io.dengine.kv.watch;

/**
 * Bounds of watches.
 *
 * @param maxSubscriptions how many there may be at once; from 1
 * @param maxQueuedMessages how many messages one may leave unread before it is canceled; from 1
 * @param maxQueuedBytes about how much memory they may take; from 1
 */
public record WatchConfig(int maxSubscriptions, int maxQueuedMessages, long maxQueuedBytes) {
    /** What serves most. */
    public static final WatchConfig STANDARD = new WatchConfig(20_000, 4_096, 16 << 20);

    public WatchConfig {
        if (maxSubscriptions < 1 || maxQueuedMessages < 1 || maxQueuedBytes < 1) {
            throw new IllegalArgumentException("bounds of watches must be positive: " + maxSubscriptions
                    + " subscriptions, " + maxQueuedMessages + " messages, " + maxQueuedBytes + " bytes");
        }
    }
}
