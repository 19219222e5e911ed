package io.dengine.kv.watch;

/**
 * Bounds of watches.
 *
 * @param maxSubscriptions the maximum number of watches at the same time; from 1
 * @param maxQueuedMessages the maximum number of messages that a watch may leave unread before it is canceled; from 1
 * @param maxQueuedBytes the approximate maximum memory of these messages, in bytes, beside the oldest of them: that has
 *     all changes of one revision, however many these are; from 1
 */
public record WatchConfig(int maxSubscriptions, int maxQueuedMessages, long maxQueuedBytes) {
    /** The defaults. */
    public static final WatchConfig STANDARD = new WatchConfig(20_000, 4_096, 16 << 20);

    public WatchConfig {
        if (maxSubscriptions < 1 || maxQueuedMessages < 1 || maxQueuedBytes < 1) {
            throw new IllegalArgumentException("bounds of watches must be positive: " + maxSubscriptions
                    + " subscriptions, " + maxQueuedMessages + " messages, " + maxQueuedBytes + " bytes");
        }
    }
}
