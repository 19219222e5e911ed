package io.dengine.kv.ttl;

/**
 * Something that ends unless it is renewed. The applying thread changes it through its {@link TimedTable}; any thread
 * may read {@link #state()}, which is immutable.
 *
 * @param <S> all that can change and belongs to the replicated state
 */
public abstract class Timed<S extends Timed.State> {
    /** Where {@link #heapPosition} points while it is in no heap. */
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

    /** Whether it may end at an entry of time {@code clockMillis}. */
    public final boolean isOver(long clockMillis) {
        return renewal().deadlineMillis() <= clockMillis;
    }

    final void replaceState(S newState) {
        state = newState;
    }

    /** What can change. Implementations are immutable. */
    public interface State {
        Renewal renewal();
    }
}
