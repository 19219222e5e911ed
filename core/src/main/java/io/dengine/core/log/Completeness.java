package io.dengine.core.log;

import io.dengine.core.membership.Configuration;

/**
 * Whether a log still holds everything this node has ever acknowledged. Stored with term and vote, in the same order
 * as the entries: what it says is true of the log that a crash leaves. The order is part of the encoding: append only.
 */
public enum Completeness {
    /** It does. */
    COMPLETE,
    /**
     * It never held anything, as far as this disk knows. The cluster is new; or it is not, and the disk that this node
     * once had is lost. While its log is empty the node helps to elect only candidates that hold nothing either: if any
     * node holds something, it waits until a leader has brought it up to date.
     */
    BLANK,
    /**
     * Anything may be missing: entries, and configurations among them. The node takes no part in decisions until it has
     * caught up with a leader that others elected.
     */
    INCOMPLETE,
    /**
     * Entries that were acknowledged before they were synced may be missing at the end, and nothing else: every
     * configuration that ever counted is there. The node takes no part in decisions until it has caught up, unless it
     * is the only voter: then no other node can hold what is missing, and it goes on and reports the loss.
     */
    TAIL_LOST;

    static final Completeness[] VALUES = values();

    /**
     * What a node begins with that finds this stored.
     *
     * @param members the configuration in force according to its log
     * @param id the node
     * @param lostTail whether entries that it acknowledged may have been lost with the power, or by a failed sync
     */
    public Completeness atStart(Configuration members, int id, boolean lostTail) {
        Completeness known = this == BLANK ? ofNew(members, id) : this;
        return lostTail && known == COMPLETE ? TAIL_LOST : known;
    }

    /**
     * An empty log of a node that begins with these members: the only voter has all there is; one of several voters
     * cannot know whether the others have begun already; a learner joins them.
     */
    private static Completeness ofNew(Configuration members, int id) {
        if (!members.isVoter(id)) {
            return INCOMPLETE;
        }
        return members.voterCount() == 1 ? COMPLETE : BLANK;
    }
}
