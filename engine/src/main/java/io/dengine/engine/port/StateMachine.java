package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state machine to which the log is applied. Deterministic: the same entries give the same state and the same
 * replies on every node; the only time is {@link Entry#timeMillis}, and there is no randomness.
 *
 * <p>One thread at a time owns it and calls everything here but {@link #fitsReserve}; the implementation defines what
 * other threads may read.
 *
 * <p>A state machine must pass the tests of {@code io.dengine.testkit.contract.StateMachineContract}. The methods with
 * a default are for those that can do more; what the defaults do is right for all others.
 */
public interface StateMachine extends AutoCloseable {
    /**
     * Returns the index of the last applied entry that is part of the state, 0 for none. A state machine whose state
     * survives the process starts with what it stored, and the entries after it are applied again; any other one starts
     * with 0.
     */
    long appliedIndex();

    /**
     * Applies contiguous entries following {@link #appliedIndex}. Entries that are no
     * {@linkplain Entry.Kind#COMMAND commands} count like all others, and are answered with {@link Bytes#EMPTY}.
     *
     * <p>May apply only the first of the entries, at least one, if their replies take much memory: replies wait until
     * the call returns.
     *
     * @return one reply per applied entry, in order: the encoded outcome that its client receives. An entry that is
     *     malformed or refused by the state is answered with an encoded refusal and changes nothing; only a broken
     *     state machine throws, and that stops the node.
     */
    List<Bytes> apply(List<Entry> entries);

    /**
     * Returns the state as it is now, to be read while {@link #apply} continues. Costs almost nothing, however large
     * the state is. Any thread may read the view; it must be closed.
     */
    StateView freeze();

    /**
     * Begins to take over the state of another node, or a state that was stored earlier. The present one stays as it is
     * until {@link StateRestore#finish}.
     */
    StateRestore restore() throws IOException;

    /** Drops the whole state: nothing is applied, as with an empty log. Called before the node runs. */
    void clear() throws IOException;

    @Override
    void close();

    // ---- optional

    /**
     * Returns whether {@link #apply} works in memory alone and takes microseconds for a few entries, so that the thread
     * that brings them may apply them. The owner is then a sequence of threads, one at a time, each of which sees what
     * those before it did.
     */
    default boolean isBrief() {
        return false;
    }

    /**
     * Returns a command that the leader should propose now, or null: expiry of key leases, for example. Called
     * regularly on the leader only, and not again before the last command was applied or failed.
     *
     * @param clockMillis the replicated clock as the leader would stamp it now
     */
    default @Nullable Bytes maintenance(long clockMillis) {
        return null;
    }

    /**
     * Returns whether {@code command} is accepted although the disk is short of room: it frees room, or ends something,
     * or is needed to keep existing data as it is. It should be short. Any thread.
     */
    default boolean fitsReserve(Bytes command) {
        return false;
    }

    /**
     * Returns the state as it is now, to be hashed by any thread while {@link #apply} continues; must be closed. The
     * hash is equal on all nodes that have applied the same entries, and the nodes compare it at intervals.
     *
     * <p>By default, the bytes of {@link #freeze} are hashed. Then they must be the same for the same state, whatever
     * entries led to it.
     */
    default HashView freezeHash() {
        return HashView.ofParts(freeze());
    }

    /** Returns a digest of the whole state, as {@link #freezeHash} gives it. Takes time in proportion to the state. */
    default long stateHash() {
        try (HashView state = freezeHash()) {
            return state.hash();
        }
    }
}
