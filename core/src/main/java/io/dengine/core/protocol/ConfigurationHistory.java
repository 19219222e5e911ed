package io.dengine.core.protocol;

import io.dengine.core.InvariantViolation;
import io.dengine.core.log.Entry;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Fence;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.List;

/** The configurations in the log, oldest first; the last one is in force (Raft dissertation, §4.1). */
final class ConfigurationHistory {
    private final List<Configuration> history = new ArrayList<>();

    ConfigurationHistory(RecoveredLog recovered) {
        history.add(recovered.base().configuration());
        for (Entry entry : recovered.configurations()) {
            add(Configuration.decode(entry.index(), entry.payload()));
        }
    }

    /** Returns the configuration in force. */
    Configuration current() {
        return history.get(history.size() - 1);
    }

    /**
     * Returns whether {@code id} is the only voter in every configuration that may be in force: then it has given no
     * promise to another node.
     */
    boolean hasOnlyVoter(int id) {
        for (Configuration configuration : history) {
            if (!configuration.isVoter(id) || configuration.voterCount() != 1) {
                return false;
            }
        }
        return true;
    }

    void add(Configuration configuration) {
        if (configuration.index() <= current().index()) {
            throw new InvariantViolation("configuration " + configuration.index() + " is older than " + current());
        }
        history.add(configuration);
    }

    /** Returns to the configuration in force at {@code lastKept}; returns whether it is another one. */
    boolean truncateAfter(long lastKept) {
        boolean changed = false;
        while (history.size() > 1 && current().index() > lastKept) {
            history.remove(history.size() - 1);
            changed = true;
        }
        return changed;
    }

    /** Returns the configuration in force at {@code index}. */
    Configuration at(long index) {
        for (int i = history.size() - 1; i > 0; i--) {
            if (history.get(i).index() <= index) {
                return history.get(i);
            }
        }
        return history.get(0);
    }

    /**
     * Returns whether a node may be needed as a leader: it votes in the newest configuration, or in one that is in
     * force until a newer one has committed. A leader that appended its own removal, which no other node has, can be
     * the only node that can be elected (Raft dissertation, §4.2.2).
     *
     * <p>Once a configuration names another disk for the node, an older one that names none does not admit it: a node
     * that has just started does not know that the newer one has committed, and its lost disk may have held entries
     * that no other voter of its majority has.
     *
     * @param storageId the identity of the disk of the node, or 0
     */
    boolean mayLead(int id, long storageId, long commitIndex) {
        boolean hasOtherDisk = false;
        for (int i = history.size() - 1; i >= 0; i--) {
            Configuration configuration = history.get(i);
            Fence fence = configuration.fence(id, storageId);
            Member member = configuration.member(id);
            boolean namesDisk = member != null && member.storageId() == storageId;
            if (configuration.isVoter(id) && fence == null && (namesDisk || !hasOtherDisk)) {
                return true;
            }
            hasOtherDisk |= fence == Fence.OTHER_DISK;
            if (configuration.index() <= commitIndex) {
                return false;
            }
        }
        return false;
    }

    /** Forgets the configurations that were superseded before {@code index}. */
    void compactTo(long index) {
        while (history.size() > 1 && history.get(1).index() <= index) {
            history.remove(0);
        }
    }

    void resetTo(Configuration configuration) {
        history.clear();
        history.add(configuration);
    }
}
