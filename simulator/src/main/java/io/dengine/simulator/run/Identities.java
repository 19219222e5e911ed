package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.simulator.check.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The incarnations, the revisions, and the ids of sessions and leases that stores gave away in all lives of a run: none
 * may come again.
 */
final class Identities {
    private final Set<Long> answered = new HashSet<>();
    private final Map<Long, Entry> given = new HashMap<>();
    private final Set<Long> incarnations = new HashSet<>();
    private final List<Long> sessions = new ArrayList<>();
    private final List<Long> leases = new ArrayList<>();
    private long incarnation;
    private long newestRevision;

    /** Records an id that a client received for a session or lease; it must be new. */
    void drawn(long id) {
        if (!answered.add(id)) {
            throw new Violation("one history", "two sessions or leases have id " + id);
        }
    }

    /** Records the incarnation that the store reports. There is one in each life. */
    void named(long reported) {
        if (incarnation == 0) {
            incarnation = reported;
            incarnations.add(reported);
        }
        if (reported == 0 || reported != incarnation) {
            throw new Violation("one history", "a session of incarnation " + reported + " after one of " + incarnation);
        }
    }

    /** Records the incarnation of a life that ends, and the newest revision that it reported to any client. */
    void ends(long presentIncarnation, long revision) {
        incarnation = presentIncarnation;
        if (presentIncarnation != 0) {
            incarnations.add(presentIncarnation);
        }
        newestRevision = Math.max(newestRevision, revision);
    }

    /** Records that another life begins. */
    void begins(long newIncarnation, long revision) {
        if (newIncarnation == 0 || !incarnations.add(newIncarnation)) {
            throw new Violation(
                    "another history", "a life begins with incarnation " + newIncarnation + ", after " + incarnations);
        }
        if (revision <= newestRevision) {
            throw new Violation(
                    "another history",
                    "a life begins with revision " + revision + ", but " + newestRevision + " was reported before");
        }
        incarnation = newIncarnation;
    }

    long incarnation() {
        return incarnation;
    }

    /** Records a committed entry: entries that grant an id grant different ones, in all lives. */
    void committed(Entry entry, Bytes encodedReply) {
        if (entry.kind() != Entry.Kind.COMMAND) {
            return;
        }
        Command command = Command.decode(entry.payload());
        if (command instanceof Command.SessionOpen
                && Reply.decode(encodedReply) instanceof Reply.SessionOpened opened) {
            given(opened.sessionId(), entry, sessions);
        } else if (command instanceof Command.LeaseGrant && Reply.decode(encodedReply) instanceof Reply.Leased leased) {
            given(leased.leaseId(), entry, leases);
        }
    }

    private void given(long id, Entry entry, List<Long> ids) {
        Entry before = given.putIfAbsent(id, entry);
        if (before == null) {
            ids.add(id);
        } else if (!before.equals(entry)) {
            throw new Violation("one history", "the entries " + before + " and " + entry + " both give the id " + id);
        }
    }

    /** Returns the ids of sessions so far, oldest first. */
    List<Long> sessions() {
        return List.copyOf(sessions);
    }

    /** Returns the ids of leases so far, oldest first. */
    List<Long> leases() {
        return List.copyOf(leases);
    }
}
