package io.dengine.bytes;

/**
 * How far the rates of two clocks may differ, and what follows from that for whoever relies on a time that another
 * machine measures. The only place where such times are computed.
 *
 * @param partsPerMillion from 0 to 499,999
 */
public record ClockDrift(int partsPerMillion) {
    /** What nodes assume unless they are told otherwise: one percent. */
    public static final ClockDrift STANDARD = new ClockDrift(10_000);

    private static final double MILLION = 1_000_000;

    public ClockDrift {
        if (partsPerMillion < 0 || partsPerMillion >= 500_000) {
            throw new IllegalArgumentException(
                    "the drift of clocks must be from 0 to 499,999 parts per million, not " + partsPerMillion);
        }
    }

    /**
     * How much of a period has certainly not passed on the other side before it has passed by one's own clock, if the
     * other side measures with a clock that is kept within the drift of another one, which again is within the drift of
     * one's own. So it is for a leader's lease, which ends by the clock of a voter, and for a lease of the store, which
     * ends by the clock of the log: that may run faster than the leader's clock, and the leader's faster than the
     * holder's.
     *
     * @param nanos of the period, from 0
     */
    public long certain(long nanos) {
        return (long) (nanos * ((MILLION - partsPerMillion) / (MILLION + partsPerMillion)));
    }

    /** The larger one. */
    public ClockDrift or(ClockDrift other) {
        return partsPerMillion >= other.partsPerMillion ? this : other;
    }
}
