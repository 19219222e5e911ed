package io.dengine.kv.ttl;

/**
 * A lease or session, which ends unless it is renewed. The apply thread changes it through its {@link TimedTable}; any
 * thread may read {@link #state()}, which is immutable.
 *
 * @param <S> all that can change and belongs to the replicated state
 */
public abstract class Timed<S extends Timed.State> {
    /** The value of {@link #heapPosition} while it is in no heap. */
    static final int NOWHERE = -1;

    private final long id;
    private final long ttlMillis;
    private volatile S state;

    /** Owned by the heap. */
    long heapDeadlineMillis;

    int heapPosition = NOWHERE;

    protected Timed(long id, long ttlMillis, S state) {
        this.id = id;
        this.ttlMillis = ttlMillis;
        this.state = state;
    }

    public final long id() {
        return id;
    }

    public final long ttlMillis() {
        return ttlMillis;
    }

    public final S state() {
        return state;
    }

    public final Renewal renewal() {
        return state.renewal();
    }

    /** Returns whether it may end at an entry of time {@code clockMillis}. */
    public final boolean isOver(long clockMillis) {
        return renewal().deadlineMillis() <= clockMillis;
    }

    final void replaceState(S newState) {
        state = newState;
    }

    /** The changing part. Implementations are immutable. */
    public interface State {
        Renewal renewal();
    }
}
