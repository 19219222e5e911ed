package io.dengine.core.log;

import io.dengine.core.membership.Configuration;

/**
 * The knowledge of whether a log still holds everything that this node has ever acknowledged. Stored with term and
 * vote, in sequence with the entries, so that it is true of the log that a crash leaves.
 *
 * <p>The order is part of the encoding: append only.
 */
public enum Completeness {
    /** The log holds everything that this node has acknowledged. */
    COMPLETE,
    /**
     * The log never held anything, as far as this disk knows. Either the cluster is new, or the disk that this node
     * once had is lost. While its log is empty, the node helps to elect only candidates with an empty log: if any node
     * holds entries, this node waits until a leader has brought it up to date.
     */
    BLANK,
    /**
     * Anything may be missing: entries, and configurations among them. The node neither votes nor counts toward commit
     * until it has caught up with a leader that others elected.
     */
    INCOMPLETE,
    /**
     * Entries that were acknowledged before they were synced may be missing at the end, and nothing else: every
     * configuration that was ever in force is there. The node neither votes nor counts toward commit until it has
     * caught up, unless it is the only voter: then no other node can hold what is missing, and it continues and reports
     * the loss.
     */
    TAIL_LOST;

    static final Completeness[] VALUES = values();

    /**
     * Returns the completeness with which a node starts that finds this one stored.
     *
     * @param members the configuration in force according to its log
     * @param id the id of the node
     * @param lostTail whether entries that it acknowledged may have been lost in a power failure or by a failed sync
     */
    public Completeness atStart(Configuration members, int id, boolean lostTail) {
        Completeness known = this == BLANK ? ofNew(members, id) : this;
        return lostTail && known == COMPLETE ? TAIL_LOST : known;
    }

    /**
     * Returns the completeness of an empty log of a node that starts with these members. The log of an only voter is
     * complete; one of several voters cannot know whether the others have begun already; a learner joins them.
     */
    private static Completeness ofNew(Configuration members, int id) {
        if (!members.isVoter(id)) {
            return INCOMPLETE;
        }
        return members.voterCount() == 1 ? COMPLETE : BLANK;
    }
}
