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
     * A node that starts from what its log store found.
     *
     * @param recovered whose hard state says whether something may be missing; then the node neither votes nor counts
     *     until it has caught up with a leader that others elected
     * @param appliedIndex what the state machine has applied, which is committed therefore
     * @param nowNanos the monotonic clock
     */
    public RaftCore(CoreConfig config, RecoveredLog recovered, long appliedIndex, long nowNanos) {
        protocol = new Protocol(config, recovered, appliedIndex, nowNanos);
    }

    /**
     * Takes one event.
     *
     * @param nowNanos the monotonic clock; never goes back
     * @param effects receives what must be done, in this order
     */
    public void step(long nowNanos, Event event, List<Effect> effects) {
        protocol.step(nowNanos, event, effects);
    }

    /** When {@link Event.Tick} is needed although nothing else happens, in nanoseconds of the monotonic clock. */
    public long nextDeadlineNanos() {
        return protocol.nextDeadlineNanos();
    }

    public CoreStatus status() {
        return protocol.status();
    }

    /** The highest index known to be committed and stored here at the acknowledged level. */
    public long commitIndex() {
        return protocol.commitIndex();
    }

    /** The end of the log. */
    public EntryId lastId() {
        return protocol.lastId();
    }

    /** What lies before the first entry of the log. */
    public EntryId base() {
        return protocol.base();
    }

    /** The last index stored here at the acknowledged level. */
    public long persistedIndex() {
        return protocol.persistedIndex();
    }

    /** The configuration in force, committed or not. */
    public Configuration configuration() {
        return protocol.configuration();
    }

    /** Whether this node lost power and does not count yet. */
    public boolean isRecovering() {
        return protocol.isRecovering();
    }

    /** The latest replicated clock in the log, in milliseconds since the epoch. */
    public long clockMillis() {
        return protocol.clockMillis();
    }

    /** Whether this node leads and {@code peerId} has caught up well enough to vote. */
    public boolean isReadyToVote(int peerId) {
        return protocol.isReadyToVote(peerId);
    }

    /** Whether this node leads and has heard {@code peerId} within an election timeout. */
    public boolean isHeard(int peerId) {
        return protocol.isHeard(peerId);
    }

    /** How far the log of {@code peerId} is known to match, or -1 where this node does not lead. */
    public long matchIndexOf(int peerId) {
        return protocol.matchIndexOf(peerId);
    }

    /** How this node sends its log to {@code peerId}, or null where it does not lead or has no such peer. */
    public @Nullable PeerFlow flowOf(int peerId) {
        return protocol.flowOf(peerId);
    }
}
