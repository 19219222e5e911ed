package io.dengine.bytes;

/**
 * The maximum difference between the rates of two clocks, and the periods that follow from it for a process that relies
 * on a time that another machine measures. All such periods are computed here.
 *
 * @param partsPerMillion from 0 to 499,999
 */
public record ClockDrift(int partsPerMillion) {
    /** The drift that nodes assume by default: one percent. */
    public static final ClockDrift STANDARD = new ClockDrift(10_000);

    private static final double MILLION = 1_000_000;

    public ClockDrift {
        if (partsPerMillion < 0 || partsPerMillion >= 500_000) {
            throw new IllegalArgumentException(
                    "the drift of clocks must be from 0 to 499,999 parts per million, not " + partsPerMillion);
        }
    }

    /**
     * Returns the time, by the local clock, during which a period of {@code nanos} has certainly not ended on the other
     * side. The other side measures with a clock that is within the drift of a second clock, which in turn is within
     * the drift of the local one. This holds for a leader lease, which ends by the clock of a voter, and for a key
     * lease, which ends by the clock of the log: that clock may run faster than the leader's clock, and the leader's
     * faster than the holder's.
     *
     * @param nanos the length of the period in nanoseconds, from 0
     */
    public long certain(long nanos) {
        return (long) (nanos * ((MILLION - partsPerMillion) / (MILLION + partsPerMillion)));
    }

    /** Returns the larger of the two drifts. */
    public ClockDrift or(ClockDrift other) {
        return partsPerMillion >= other.partsPerMillion ? this : other;
    }
}
