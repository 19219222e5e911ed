package io.dengine.kv.ttl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All leases, or all sessions, by id.
 *
 * <p>The apply thread changes it; any thread may look up an element or read a {@link Frozen} view. Freezing costs
 * nothing: while a view is open, the first change of an element after the freeze first saves its old state in the view.
 */
public final class TimedTable<T extends Timed<S>, S extends Timed.State> {
    private final ConcurrentHashMap<Long, T> byId = new ConcurrentHashMap<>();
    private final DeadlineHeap<T> deadlines = new DeadlineHeap<>();
    private final List<Frozen<T, S>> frozen = new ArrayList<>();
    private LongConsumer changed = id -> {};

    /** Calls {@code listener} with the id of every element that is added, updated or removed from now on. */
    public void onChange(LongConsumer listener) {
        changed = listener;
    }

    public int size() {
        return deadlines.size();
    }

    public @Nullable T find(long id) {
        return byId.get(id);
    }

    /** Returns a copy of all elements, in no particular order. */
    public List<T> all() {
        return new ArrayList<>(byId.values());
    }

    /** Adds an element whose id is not in the table yet. */
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

    /** Replaces the state of {@code element}. */
    public void update(T element, S state) {
        remember(element, element.state());
        element.replaceState(state);
        deadlines.reposition(element);
    }

    /** Returns up to {@code max} elements that may end at time {@code clockMillis}, in no particular order. */
    public List<T> due(long clockMillis, int max) {
        return deadlines.due(clockMillis, max);
    }

    /** Returns a view of the present elements that later changes do not affect. Called by the apply thread. */
    public Frozen<T, S> freeze() {
        Frozen<T, S> view = new Frozen<>(byId);
        frozen.add(view);
        return view;
    }

    /** Saves the old state before the new one becomes visible, which {@link Frozen#rows} relies on. */
    private void remember(T element, @Nullable S oldState) {
        changed.accept(element.id());
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

    /**
     * Returns first the elements that are in the table now, in their old state; then those that were removed since.
     */
    private static final class Rows<T extends Timed<S>, S extends Timed.State> implements Iterator<Row<T, S>> {
        private final ConcurrentHashMap<Long, Before<T, S>> before;
        private final Iterator<T> present;
        private final Set<Long> seen = new HashSet<>();
        private @Nullable Iterator<Before<T, S>> gone;
        private @Nullable Row<T, S> next;

        Rows(ConcurrentHashMap<Long, T> live, ConcurrentHashMap<Long, Before<T, S>> before) {
            this.before = before;
            this.present = live.values().iterator();
        }

        @Override
        public boolean hasNext() {
            if (next == null) {
                next = find();
            }
            return next != null;
        }

        @Override
        public Row<T, S> next() {
            Row<T, S> found = hasNext() ? next : null;
            if (found == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return found;
        }

        private @Nullable Row<T, S> find() {
            while (present.hasNext()) {
                T element = present.next();
                S state = element.state(); // before the check whether it was replaced
                Before<T, S> changed = before.get(element.id());
                seen.add(element.id());
                S old = changed == null ? state : changed.state();
                if (old != null) {
                    return new Row<>(changed == null ? element : changed.element(), old);
                }
            }
            Iterator<Before<T, S>> rest = gone;
            if (rest == null) {
                rest = before.values().iterator();
                gone = rest;
            }
            while (rest.hasNext()) {
                Before<T, S> changed = rest.next();
                S state = changed.state();
                if (state != null && seen.add(changed.element().id())) {
                    return new Row<>(changed.element(), state);
                }
            }
            return null;
        }
    }

    private record Before<T, S>(T element, @Nullable S state) {}

    /**
     * An element as it was when the view was created.
     *
     * @param element only for what never changes: its id and TTL
     */
    public record Row<T, S>(T element, S state) {}

    /** The elements as they were at the freeze. One thread at a time reads it; any thread closes it. */
    public static final class Frozen<T extends Timed<S>, S extends Timed.State> implements AutoCloseable {
        private final ConcurrentHashMap<Long, T> live;
        private final ConcurrentHashMap<Long, Before<T, S>> before = new ConcurrentHashMap<>();
        private volatile boolean closed;

        private Frozen(ConcurrentHashMap<Long, T> live) {
            this.live = live;
        }

        /** Calls {@code consumer} with every element, in no particular order. */
        public void forEach(Consumer<Row<T, S>> consumer) {
            for (Iterator<Row<T, S>> rows = rows(); rows.hasNext(); ) {
                consumer.accept(rows.next());
            }
        }

        /** Returns every element, in no particular order. The iteration may pause while the table changes. */
        public Iterator<Row<T, S>> rows() {
            return new Rows<>(live, before);
        }

        @Override
        public void close() {
            closed = true;
            before.clear();
        }
    }
}
