package io.dengine.node.start;

import io.dengine.engine.port.UnreadableFileException;
import java.io.IOException;
import java.util.List;

/**
 * The messages about files that are found damaged at a start. Each names the directory, and says what the damage means
 * for the data and what the operator does next.
 *
 * @param directory the directory of the damaged files
 * @param why the damage that was found first
 */
record DamageReport(int nodeId, String directory, IOException why) {
    /** Returns the failure of a node one of whose files the disk does not return. */
    static IOException unreadable(String directory, UnreadableFileException found) {
        return new IOException(
                "In the data directory " + directory + ": " + found.getMessage() + " No older copy takes its place,"
                        + " which could lack a vote or acknowledged writes. Nothing was deleted. If the disk was out of"
                        + " reach for a moment, start the node again. If it fails, treat it as lost: while most of the"
                        + " other voters run, replace this node by itself (POST /replace), then start it with an empty"
                        + " data directory. Keep this directory: what can be read of it is whole.",
                found);
    }

    /** Returns the failure of a node whose files do not show what it promised, or from where it can continue. */
    IOException beyondUse(IOException found) {
        return new IOException(
                found() + (found.toString().equals(why.toString()) ? "" : " " + found.getMessage()) + " Node "
                        + nodeId + " cannot know from this directory what it has acknowledged and for whom it has"
                        + " voted, so it must not start with it. Nothing was deleted. While most of the other voters"
                        + " run, no data are lost: replace this node by itself (POST /replace), then start it with an"
                        + " empty data directory. If there is no other voter, bring back the damaged file from a copy"
                        + " of the disk, or restore a backup into an empty data directory. Keep this directory until"
                        + " then: what is whole in it can still be read.",
                found);
    }

    /** Returns the failure of a node that may be the only voter since the entry {@code sinceIndex}. */
    IOException onlyVoter(long sinceIndex) {
        return new IOException(
                found() + " Node " + nodeId + " votes alone since entry " + sinceIndex
                        + ", so no other voter holds what cannot be read, and going on without it would lose it for"
                        + " good. Nothing was changed. Bring back the damaged file from a copy of the disk, or restore"
                        + " a backup into an empty data directory. Keep this directory: what is whole in it can still"
                        + " be read.",
                why);
    }

    /**
     * Returns the warning of a node that continues without what was damaged.
     *
     * @param aside the names under which files were set aside
     * @param logIsEmpty whether nothing of the log could be kept
     */
    String setAside(List<String> aside, boolean logIsEmpty) {
        return found() + " Set aside, and not used any more: " + String.join(", ", aside) + ". This node goes on with "
                + (logIsEmpty ? "an empty log" : "the entries before the damage")
                + ". It keeps its term and vote, takes no part in elections and commits until a leader has brought it"
                + " up to date, and waits for one. Delete the files that were set aside once the cluster is well.";
    }

    private String found() {
        return "In the data directory " + directory + ": " + why.getMessage();
    }
}
