package io.dengine.simulator.run;

/** The promised data that may be missing from a machine's disk, now or soon. */
final class Missing {
    boolean powerLost;
    boolean cacheLost;
    boolean rotten;

    /** True while a copy from before the damage can be restored, because no write followed it. */
    boolean copied;

    boolean givenUp;

    /** True from when a start begins to set damage aside until a start has ended. */
    boolean setAside;

    boolean diskFull;
    boolean syncFaultSet;

    /** True until the node has caught up for the first time with this disk; until then it has no promises to keep. */
    boolean recovering = true;

    /** The last entry on the disk before an older copy replaced it; the node does not know it. */
    long replacedIndex;

    /** True from a loss of power that an operator may accept until a start finds that the node has recovered. */
    boolean acceptable;

    /** True from a clean shutdown to the next start: the disk shows that a loss of power costs nothing then. */
    boolean stopped;

    /** Resets the record for a new disk, with which no promise was made. */
    void newDisk() {
        powerLost = false;
        cacheLost = false;
        rotten = false;
        givenUp = false;
        setAside = false;
        acceptable = false;
        stopped = false;
        replacedIndex = 0;
        recovering = true;
    }

    /** Records a start: the node now knows its losses so far. */
    void started() {
        stopped = false;
        powerLost = false;
        cacheLost = false;
        givenUp = false;
        setAside = false;
    }

    /** Returns the level of the entries that must have survived since the log was last open. */
    ObservedLog.Surviving surviving() {
        if (givenUp || rotten) {
            return ObservedLog.Surviving.NOTHING;
        }
        return powerLost || cacheLost ? ObservedLog.Surviving.SYNCED : ObservedLog.Surviving.WRITTEN;
    }

    /** Returns whether data may be missing, as far as this machine shows. */
    boolean any() {
        return powerLost || cacheLost || recovering || syncFaultSet || rotten || givenUp || diskFull;
    }
}
