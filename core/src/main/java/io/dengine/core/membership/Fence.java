package io.dengine.core.membership;

/** The reason for which a node does not count, although its id may be that of a member. */
public enum Fence {
    /** Its disk is not that of the member with its id. */
    OTHER_DISK("its disk is not the one that this member is known by, so what it once acknowledged may be gone:"
            + " remove it and have it join again, or replace it"),
    /** Its disk belonged to a member that was removed. */
    REMOVED("it was removed from the cluster: to join again it needs an empty data directory");

    private final String text;

    Fence(String text) {
        this.text = text;
    }

    /** Returns a text for operators: what is wrong, and what to do. */
    public String text() {
        return text;
    }
}
