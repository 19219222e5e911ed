package io.dengine.server.call;

/**
 * What one connection may do.
 *
 * @param maxRequestBytes the longest frame that is taken
 * @param maxCalls how many calls may be under way
 * @param maxWatches how many watches there may be
 * @param maxUnsentBytes beyond it a client that does not read is cut off at once
 * @param helloMillis how long the first frame may take
 * @param frameMillis how long any later frame may take from its first byte to its last
 * @param stallMillis how long a client may leave what it is sent unread
 * @param idleMillis how long a connection may be silent while nothing is under way
 */
public record CallLimits(
        int maxRequestBytes,
        int maxCalls,
        int maxWatches,
        long maxUnsentBytes,
        int helloMillis,
        int frameMillis,
        int stallMillis,
        int idleMillis) {
    /** What surrounds a command in its frame. */
    private static final int ENVELOPE_BYTES = 1 << 10;

    /** 16,384 calls, 4,096 watches, 256 MiB unsent; 10 s for the hello, 30 s for a frame and of stall, 5 min idle. */
    public static CallLimits standard(int maxCommandBytes) {
        return new CallLimits(
                maxCommandBytes + ENVELOPE_BYTES, 16_384, 4_096, 256L << 20, 10_000, 30_000, 30_000, 300_000);
    }
}
