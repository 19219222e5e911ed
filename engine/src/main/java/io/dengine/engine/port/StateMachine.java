package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log is for. Deterministic: the same entries give the same state and the same replies on every node; the only
 * time is {@link Entry#timeMillis}, and there is no chance.
 *
 * <p>One thread at a time owns it and calls everything here but {@link #fitsReserve}; what other threads may read is
 * the implementation's affair.
 *
 * <p>A state machine has to do what {@code io.dengine.testkit.contract.StateMachineContract} tests. The methods with a
 * default are for those that can do more; what the defaults do is right for all others.
 */
public interface StateMachine extends AutoCloseable {
    /**
     * The index of the last applied entry that is part of the state, 0 for none. A state machine that outlives the
     * process begins with what it stored, and has applied the entries after it once more then; one that does not begins
     * with 0.
     */
    long appliedIndex();

    /**
     * Applies contiguous entries following {@link #appliedIndex}. Those that are no
     * {@linkplain Entry.Kind#COMMAND commands} count like all others, and are answered with {@link Bytes#EMPTY}.
     *
     * @return one reply an entry, in order: the encoded outcome that its client receives. An entry that is malformed or
     *     refused by the state is answered with an encoded refusal and changes nothing; only a broken state machine
     *     throws, and that stops the node.
     */
    List<Bytes> apply(List<Entry> entries);

    /**
     * The state as it is now, to be read while {@link #apply} goes on. Costs next to nothing, however large the state
     * is. Any thread reads the view; it must be closed.
     */
    StateView freeze();

    /**
     * Begins to take over the state of another node, or of an earlier life. The present one stays as it is until
     * {@link StateRestore#finish}.
     */
    StateRestore restore() throws IOException;

    /** Forgets everything: nothing is applied, as with an empty log. Called before the node runs. */
    void clear() throws IOException;

    @Override
    void close();

    // ---- what a state machine may do besides

    /**
     * Whether {@link #apply} works in memory alone and takes microseconds for a few entries, so that whoever brings
     * them may apply them. The owner is then a sequence of threads, one at a time, each of which sees what those before
     * it did.
     */
    default boolean isBrief() {
        return false;
    }

    /**
     * A command that the leader should propose now, or null: expiry of leases and the like. Asked regularly on the
     * leader only, and not again before the last one was applied or failed.
     *
     * @param clockMillis the replicated clock as the leader would stamp it now
     */
    default @Nullable Bytes maintenance(long clockMillis) {
        return null;
    }

    /**
     * Whether {@code command} is taken although the disk is short of room: it frees some, or ends something, or must be
     * for what is there to stay as it is. It should be short. Any thread.
     */
    default boolean fitsReserve(Bytes command) {
        return false;
    }

    /**
     * The state as it is now, to be summed up by any thread while {@link #apply} goes on; must be closed. What it sums
     * up to is equal on all nodes that have applied the same entries, and the nodes compare it now and then.
     *
     * <p>Unless the implementation knows better, it is the bytes of {@link #freeze} that are summed up. They have to be
     * the same for the same state then, whatever way led to it.
     */
    default HashView freezeHash() {
        return HashView.ofParts(freeze());
    }

    /** A digest of the whole state, as {@link #freezeHash} tells it. Takes time in proportion to the state. */
    default long stateHash() {
        try (HashView state = freezeHash()) {
            return state.hash();
        }
    }
}
