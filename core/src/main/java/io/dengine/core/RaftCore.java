package io.dengine.core;

import io.dengine.core.log.EntryId;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.membership.Configuration;
import io.dengine.core.protocol.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node's side of the Raft protocol: one event in, an ordered list of effects out.
 *
 * <p>Deterministic: the same configuration, recovered log, times and events give the same effects. Owned by one thread;
 * never blocks. An {@link InvariantViolation} is final: the node must stop.
 */
public final class RaftCore {
    private final Protocol protocol;

    /**
     * Creates a node from what its log store found.
     *
     * @param recovered its hard state says whether entries may be missing; if so, the node neither votes nor counts
     *     toward commit until it has caught up with a leader that others elected
     * @param appliedIndex the index that the state machine has applied, and which therefore is committed
     * @param nowNanos the monotonic clock
     */
    public RaftCore(CoreConfig config, RecoveredLog recovered, long appliedIndex, long nowNanos) {
        protocol = new Protocol(config, recovered, appliedIndex, nowNanos);
    }

    /**
     * Processes one event.
     *
     * @param nowNanos the monotonic clock; never goes back
     * @param effects receives the effects, in the order in which to execute them
     */
    public void step(long nowNanos, Event event, List<Effect> effects) {
        protocol.step(nowNanos, event, effects);
    }

    /**
     * Returns the time at which {@link Event.Tick} is needed if no other event comes, in nanoseconds of the monotonic
     * clock.
     */
    public long nextDeadlineNanos() {
        return protocol.nextDeadlineNanos();
    }

    public CoreStatus status() {
        return protocol.status();
    }

    /** Returns the highest index known to be committed and stored here at the acknowledged level. */
    public long commitIndex() {
        return protocol.commitIndex();
    }

    /** Returns the id of the last entry of the log. */
    public EntryId lastId() {
        return protocol.lastId();
    }

    /** Returns the id of the entry before the first one of the log: its index is the snapshot index. */
    public EntryId base() {
        return protocol.base();
    }

    /** Returns the last index stored here at the acknowledged level. */
    public long persistedIndex() {
        return protocol.persistedIndex();
    }

    /** Returns the configuration in force, committed or not. */
    public Configuration configuration() {
        return protocol.configuration();
    }

    /**
     * Returns whether acknowledged entries may be missing here, so that this node neither votes nor counts toward
     * commit yet.
     */
    public boolean isRecovering() {
        return protocol.isRecovering();
    }

    /** Returns the latest replicated clock in the log, in milliseconds since the epoch. */
    public long clockMillis() {
        return protocol.clockMillis();
    }

    /** Returns whether this node leads and {@code peerId} has caught up well enough to become a voter. */
    public boolean isReadyToVote(int peerId) {
        return protocol.isReadyToVote(peerId);
    }

    /** Returns whether this node leads and has heard from {@code peerId} within an election timeout. */
    public boolean isHeard(int peerId) {
        return protocol.isHeard(peerId);
    }

    /** Returns the match index of {@code peerId}, or -1 if this node does not lead or has no such peer. */
    public long matchIndexOf(int peerId) {
        return protocol.matchIndexOf(peerId);
    }

    /** Returns how this node sends its log to {@code peerId}, or null if it does not lead or has no such peer. */
    public @Nullable PeerFlow flowOf(int peerId) {
        return protocol.flowOf(peerId);
    }
}
