package io.dengine.testkit.sim;

/** What may be missing on a machine's disk, or may soon, of what its node has promised to keep. */
final class Missing {
    boolean powerLost;
    boolean cacheLost;
    boolean rotten;
    boolean givenUp;
    boolean diskFull;
    boolean syncFaultSet;

    /** A node that was never brought up to date holds nothing for anybody. */
    boolean recovering = true;

    /** Nothing was ever promised with this disk. */
    void newDisk() {
        powerLost = false;
        cacheLost = false;
        rotten = false;
        givenUp = false;
        recovering = true;
    }

    /** What was lost by then, the node knows. */
    void started() {
        powerLost = false;
        cacheLost = false;
        givenUp = false;
    }

    /** What must be there again of what was there when the log was last open. */
    ObservedLog.Surviving surviving() {
        if (givenUp || rotten) {
            return ObservedLog.Surviving.NOTHING;
        }
        return powerLost || cacheLost ? ObservedLog.Surviving.SYNCED : ObservedLog.Surviving.WRITTEN;
    }

    /** Whether anything is, as far as this machine knows. */
    boolean any() {
        return powerLost || cacheLost || recovering || syncFaultSet || rotten || givenUp || diskFull;
    }
}
