package io.dengine.core.log;

import io.dengine.core.membership.Configuration;

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
    INCOMPLETE;

    /**
     * What a node may say of an empty log, if these are the members it begins with: who votes alone has all there is;
     * one of several voters cannot know whether the others have begun already; who does not vote joins them.
     */
    public static Completeness ofNew(Configuration bootstrap, int id) {
        if (!bootstrap.isVoter(id)) {
            return INCOMPLETE;
        }
        return bootstrap.voterCount() == 1 ? COMPLETE : BLANK;
    }
}
