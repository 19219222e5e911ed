package io.dengine.kv.ttl;

import java.util.ArrayList;
import java.util.List;

/**
 * A binary heap by deadline from which any element can be removed: each element knows its position. Without removal,
 * elements that are revoked or overwritten long before their deadlines would accumulate.
 */
final class DeadlineHeap<T extends Timed<?>> {
    private final List<T> elements = new ArrayList<>();

    int size() {
        return elements.size();
    }

    void add(T element) {
        element.heapDeadlineMillis = element.renewal().deadlineMillis();
        elements.add(element);
        element.heapPosition = elements.size() - 1;
        siftUp(element);
    }

    /** Moves {@code element} after its deadline has changed. */
    void reposition(T element) {
        element.heapDeadlineMillis = element.renewal().deadlineMillis();
        siftUp(element);
        siftDown(element);
    }

    void remove(T element) {
        int position = element.heapPosition;
        element.heapPosition = Timed.NOWHERE;
        T last = elements.removeLast();
        if (position < elements.size()) {
            place(last, position);
            siftUp(last);
            siftDown(last);
        }
    }

    /** Returns up to {@code max} elements whose deadline has passed, in no particular order. */
    List<T> due(long clockMillis, int max) {
        List<T> due = new ArrayList<>();
        collect(0, clockMillis, max, due);
        return due;
    }

    /** Visits only elements that are due and their children, so the cost depends on the number found. */
    private void collect(int position, long clockMillis, int max, List<T> due) {
        if (position >= elements.size() || due.size() >= max) {
            return;
        }
        T element = elements.get(position);
        if (element.heapDeadlineMillis > clockMillis) {
            return;
        }
        due.add(element);
        collect(2 * position + 1, clockMillis, max, due);
        collect(2 * position + 2, clockMillis, max, due);
    }

    private void siftUp(T element) {
        int position = element.heapPosition;
        while (position > 0) {
            int parent = (position - 1) >>> 1;
            T above = elements.get(parent);
            if (above.heapDeadlineMillis <= element.heapDeadlineMillis) {
                break;
            }
            place(above, position);
            position = parent;
        }
        place(element, position);
    }

    private void siftDown(T element) {
        int position = element.heapPosition;
        int size = elements.size();
        while (2 * position + 1 < size) {
            int child = 2 * position + 1;
            if (child + 1 < size
                    && elements.get(child + 1).heapDeadlineMillis < elements.get(child).heapDeadlineMillis) {
                child++;
            }
            T below = elements.get(child);
            if (below.heapDeadlineMillis >= element.heapDeadlineMillis) {
                break;
            }
            place(below, position);
            position = child;
        }
        place(element, position);
    }

    private void place(T element, int position) {
        elements.set(position, element);
        element.heapPosition = position;
    }
}
