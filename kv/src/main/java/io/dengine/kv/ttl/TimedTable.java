package io.dengine.kv.ttl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All leases, or all sessions, by id.
 *
 * <p>The applying thread changes it; any thread may look up an element or read a {@link Frozen} view. Freezing costs
 * nothing: while a view is open, the first change of an element after the freeze first saves its old state there.
 */
public final class TimedTable<T extends Timed<S>, S extends Timed.State> {
    private final ConcurrentHashMap<Long, T> byId = new ConcurrentHashMap<>();
    private final DeadlineHeap<T> deadlines = new DeadlineHeap<>();
    private final List<Frozen<T, S>> frozen = new ArrayList<>();

    public int size() {
        return deadlines.size();
    }

    public @Nullable T find(long id) {
        return byId.get(id);
    }

    /** Adds an element whose id is not there yet. */
    public void add(T element) {
        remember(element, null);
        byId.put(element.id(), element);
        deadlines.add(element);
    }

    public void remove(T element) {
        remember(element, element.state());
        byId.remove(element.id());
        deadlines.remove(element);
    }

    /** Gives {@code element} another state. */
    public void update(T element, S state) {
        remember(element, element.state());
        element.replaceState(state);
        deadlines.reposition(element);
    }

    /** Up to {@code max} elements that may end at time {@code clockMillis}, in no particular order. */
    public List<T> due(long clockMillis, int max) {
        return deadlines.due(clockMillis, max);
    }

    /** A view of the present elements that later changes do not touch. Called by the applying thread. */
    public Frozen<T, S> freeze() {
        Frozen<T, S> view = new Frozen<>(byId);
        frozen.add(view);
        return view;
    }

    /** The old state is saved before the new one can be seen, which is what {@link Frozen#forEach} relies on. */
    private void remember(T element, @Nullable S oldState) {
        if (frozen.isEmpty()) {
            return;
        }
        for (int i = frozen.size() - 1; i >= 0; i--) {
            Frozen<T, S> view = frozen.get(i);
            if (view.closed) {
                frozen.remove(i);
            } else {
                view.before.putIfAbsent(element.id(), new Before<>(element, oldState));
            }
        }
    }

    private record Before<T, S>(T element, @Nullable S state) {}

    /**
     * An element as it was when the view was made.
     *
     * @param element only for what never changes: its id and TTL
     */
    public record Row<T, S>(T element, S state) {}

    /** The elements as they were. One thread at a time reads it; any thread closes it. */
    public static final class Frozen<T extends Timed<S>, S extends Timed.State> implements AutoCloseable {
        private final ConcurrentHashMap<Long, T> live;
        private final ConcurrentHashMap<Long, Before<T, S>> before = new ConcurrentHashMap<>();
        private volatile boolean closed;

        private Frozen(ConcurrentHashMap<Long, T> live) {
            this.live = live;
        }

        /** Hands every element to {@code consumer}, in no particular order. */
        public void forEach(Consumer<Row<T, S>> consumer) {
            Set<Long> seen = new HashSet<>();
            for (T element : live.values()) {
                S state = element.state();
                Before<T, S> changed = before.get(element.id());
                if (changed == null) {
                    consumer.accept(new Row<>(element, state));
                } else if (changed.state() != null) {
                    consumer.accept(new Row<>(changed.element(), changed.state()));
                }
                seen.add(element.id());
            }
            for (Before<T, S> changed : before.values()) {
                S state = changed.state();
                if (state != null && seen.add(changed.element().id())) {
                    consumer.accept(new Row<>(changed.element(), state));
                }
            }
        }

        @Override
        public void close() {
            closed = true;
            before.clear();
        }
    }
}
