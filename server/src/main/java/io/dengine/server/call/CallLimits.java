package io.dengine.server.call;

/**
 * The limits of one connection.
 *
 * @param maxRequestBytes the longest frame that is accepted
 * @param maxCalls the maximum number of calls in flight
 * @param maxRanges the maximum number of range reads that are executed at the same time; further ones wait
 * @param maxWatches the maximum number of watches
 * @param maxUnsentBytes a client that leaves more than this unread is disconnected at once
 * @param helloMillis the time limit for the first frame
 * @param frameMillis the time limit for any later frame, from its first byte to its last
 * @param stallMillis the time for which a client may leave data unread
 * @param idleMillis the time for which a connection without calls and watches may be silent
 */
public record CallLimits(
        int maxRequestBytes,
        int maxCalls,
        int maxRanges,
        int maxWatches,
        long maxUnsentBytes,
        int helloMillis,
        int frameMillis,
        int stallMillis,
        int idleMillis) {
    /** The size of a request's frame beyond its command. */
    private static final int ENVELOPE_BYTES = 1 << 10;

    /**
     * Returns 16,384 calls, as many range reads as there are processors, 4,096 watches, 256 MiB unsent; 10 s for the
     * hello, 30 s for a frame and of stall, 5 min idle.
     */
    public static CallLimits standard(int maxCommandBytes) {
        return new CallLimits(
                maxCommandBytes + ENVELOPE_BYTES,
                16_384,
                Runtime.getRuntime().availableProcessors(),
                4_096,
                256L << 20,
                10_000,
                30_000,
                30_000,
                300_000);
    }
}
