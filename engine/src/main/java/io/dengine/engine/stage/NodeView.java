package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.port.Room;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.read.LeaderLease;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a node's state that any thread may read. Each field is written by one stage; each value is immutable.
 */
public final class NodeView {
    private final TimeSource time;
    private volatile CoreStatus status;
    private volatile Configuration configuration;
    private volatile long commitIndex;
    private volatile long appliedIndex;
    private volatile long leaderChanges;
    private volatile boolean recovering;

    /** The last entry that this node held when it was started, as far as it was not truncated since. */
    private volatile long heldIndex;

    private volatile List<PeerProgress> peers = List.of();
    private volatile Room room = Room.UNKNOWN;
    private volatile @Nullable LeaderLease lease;

    /** The node has failed or was closed: it neither leads nor follows. */
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

    /** Returns the number of times another leader was seen, since this node was started. */
    public long leaderChanges() {
        return leaderChanges;
    }

    /**
     * Returns whether this node neither votes nor counts toward commit until it has caught up with what it may lack.
     */
    public boolean isRecovering() {
        return recovering;
    }

    /**
     * Returns whether the state holds everything that this node has ever reported: after a start, only when all entries
     * that its log held are applied or truncated. A node cannot know by itself which of them are committed.
     */
    public boolean hasReplayed() {
        return appliedIndex >= heldIndex && !recovering;
    }

    /** Returns the room on the disk, as of a second ago. */
    public Room room() {
        return room;
    }

    /** Returns the progress of the other members, if this node leads; updated with each heartbeat. */
    public List<PeerProgress> peers() {
        return peers;
    }

    /**
     * Returns whether this node's state may be read now. The order matters: what is committed while the lease lasts is
     * committed here, and is published before any other node can learn of it.
     */
    public boolean leaseHeld() {
        LeaderLease held = lease;
        return held != null
                && !stopped
                && held.covers(time.nanoTime(), time.wallMillis())
                && appliedIndex >= Math.max(held.floorIndex(), commitIndex);
    }

    /** Returns whether everything that is committed anywhere is known here to be committed now. */
    boolean leaseCovers() {
        LeaderLease held = lease;
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

    void setHeldIndex(long index) {
        heldIndex = index;
    }

    /** Records that entries after {@code lastKept} are gone from the log: they were never committed. */
    void tookBackAfter(long lastKept) {
        heldIndex = Math.min(heldIndex, lastKept);
    }

    void setRoom(Room newRoom) {
        room = newRoom;
    }

    void setPeers(List<PeerProgress> newPeers) {
        peers = newPeers;
    }

    void setLease(@Nullable LeaderLease newLease) {
        lease = newLease;
    }
}
