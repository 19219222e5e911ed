package io.dengine.core.log;

/** Whether a log still holds all that this node has ever acknowledged. */
public enum Completeness {
    /** It does. */
    COMPLETE,
    /**
     * It never held anything, as far as this disk knows. The cluster is new; or it is not, and the disk that this node
     * once had is lost. While its log is empty the node helps to elect only those who hold nothing either: if anybody
     * holds something, it waits until a leader has brought it up to date.
     */
    BLANK,
    /** Something may be missing. The node takes no part in decisions until others have made up for it. */
    INCOMPLETE
}
