package io.dengine.simulator.run;

/** An event between the lives of clusters, counted for the report. */
enum LifeEvent {
    /** So many voters lost power at once that the others were no majority. */
    POWER_LOST,
    /** An operator's acceptance of the loss succeeded on a node. */
    ACCEPTED,
    /** An entry that reports a loss was committed: a life of a cluster began. */
    LOSS_REPORTED,
    /** The log that goes on lacks committed entries of the former one. */
    ENTRIES_LOST,
    /** The log that goes on contains entries that were not known to be committed. */
    UNCOMMITTED_KEPT,
    /** A node that held what was lost stopped itself. */
    CONTRADICTED,
    /** An attempt to restore the disk of a member was cut short before it was complete. */
    RESTORE_CUT_SHORT,
    /** The disk of a member was restored from a backup. */
    DISK_RESTORED,
    /** A cluster that was restored from a backup began its life. */
    RESTORED,
    /** A client of a former life was told that its session or lease has ended, or that the incarnation is another. */
    TURNED_AWAY
}
