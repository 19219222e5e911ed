package io.dengine.testkit.sim;

/** The data that may be missing, now or soon, on a machine's disk although its node promised to keep it. */
final class Missing {
    boolean powerLost;
    boolean cacheLost;
    boolean rotten;

    /** True while a copy from before the damage could be restored: nothing was written since. */
    boolean copied;

    boolean givenUp;

    /** True from when a start begins to set damage aside until a start has ended. */
    boolean setAside;

    boolean diskFull;
    boolean syncFaultSet;

    /** True until the node has caught up for the first time with this disk: until then it holds no promises. */
    boolean recovering = true;

    /** The last entry that the disk had before an older copy replaced it; the node does not know. */
    long replacedIndex;

    /** Resets the record for a new disk: no promise was made with it. */
    void newDisk() {
        powerLost = false;
        cacheLost = false;
        rotten = false;
        givenUp = false;
        setAside = false;
        replacedIndex = 0;
        recovering = true;
    }

    /** Records a start: the node now knows what it had lost by then. */
    void started() {
        powerLost = false;
        cacheLost = false;
        givenUp = false;
        setAside = false;
    }

    /** Returns the level of the entries that must survive since the log was last open. */
    ObservedLog.Surviving surviving() {
        if (givenUp || rotten) {
            return ObservedLog.Surviving.NOTHING;
        }
        return powerLost || cacheLost ? ObservedLog.Surviving.SYNCED : ObservedLog.Surviving.WRITTEN;
    }

    /** Returns whether anything is missing, as far as this machine knows. */
    boolean any() {
        return powerLost || cacheLost || recovering || syncFaultSet || rotten || givenUp || diskFull;
    }
}
