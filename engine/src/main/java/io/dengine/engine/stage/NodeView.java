package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.read.LeaseView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What any thread may see of the node. Each field is written by one stage; each value is immutable.
 */
public final class NodeView {
    private final TimeSource time;
    private volatile CoreStatus status;
    private volatile Configuration configuration;
    private volatile long commitIndex;
    private volatile long appliedIndex;
    private volatile long leaderChanges;
    private volatile boolean recovering;
    private volatile List<PeerProgress> peers = List.of();
    private volatile @Nullable LeaseView lease;

    /** The node has failed or was closed: it leads nobody, and follows nobody. */
    private volatile boolean stopped;

    NodeView(TimeSource time, CoreStatus status, Configuration configuration, long commitIndex, long appliedIndex) {
        this.time = time;
        this.status = status;
        this.configuration = configuration;
        this.commitIndex = commitIndex;
        this.appliedIndex = appliedIndex;
    }

    public CoreStatus status() {
        CoreStatus last = status;
        return stopped ? new CoreStatus(CoreStatus.RoleName.FOLLOWER, last.term(), CoreStatus.NO_LEADER, false) : last;
    }

    public Configuration configuration() {
        return configuration;
    }

    public long commitIndex() {
        return commitIndex;
    }

    public long appliedIndex() {
        return appliedIndex;
    }

    /** How often another leader was seen, since this node was started. */
    public long leaderChanges() {
        return leaderChanges;
    }

    /** Whether this node takes no part in elections and commits until others have made up for what it may lack. */
    public boolean isRecovering() {
        return recovering;
    }

    /** How far the others are, if this node leads; renewed with each heartbeat. */
    public List<PeerProgress> peers() {
        return peers;
    }

    /**
     * Whether this node's state may be read now. The order matters: what is committed while the lease lasts is
     * committed here, and is published before any other node can learn of it.
     */
    public boolean leaseHeld() {
        LeaseView held = lease;
        return held != null
                && !stopped
                && held.covers(time.nanoTime(), time.wallMillis())
                && appliedIndex >= Math.max(held.floorIndex(), commitIndex);
    }

    /** Whether what is committed here now is all that is committed anywhere. */
    boolean leaseCovers() {
        LeaseView held = lease;
        return held != null && held.covers(time.nanoTime(), time.wallMillis());
    }

    void stop() {
        stopped = true;
        lease = null;
    }

    void setStatus(CoreStatus newStatus) {
        status = newStatus;
    }

    void setConfiguration(Configuration newConfiguration) {
        configuration = newConfiguration;
    }

    void setCommitIndex(long index) {
        commitIndex = index;
    }

    void setAppliedIndex(long index) {
        appliedIndex = index;
    }

    void setLeaderChanges(long count) {
        leaderChanges = count;
    }

    void setRecovering(boolean now) {
        if (recovering != now) {
            recovering = now;
        }
    }

    void setPeers(List<PeerProgress> newPeers) {
        peers = newPeers;
    }

    void setLease(@Nullable LeaseView newLease) {
        lease = newLease;
    }
}
