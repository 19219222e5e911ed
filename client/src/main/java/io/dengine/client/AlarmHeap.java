package io.dengine.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A binary heap of alarms, ordered by their times, whose elements know their positions. Not thread-safe. */
final class AlarmHeap {
    private Alarm[] alarms = new Alarm[64];
    private int size;

    int size() {
        return size;
    }

    /** Returns the alarm that is due first, or null. */
    @Nullable
    Alarm first() {
        return size == 0 ? null : alarms[0];
    }

    boolean isFirst(Alarm alarm) {
        return alarm.heapPosition == 0;
    }

    /** Adds {@code alarm}, or moves it to its new time. */
    void set(Alarm alarm, long dueNanos) {
        alarm.dueNanos = dueNanos;
        if (alarm.heapPosition == Alarm.NOWHERE) {
            if (size == alarms.length) {
                alarms = Arrays.copyOf(alarms, size * 2);
            }
            place(alarm, size++);
        }
        siftUp(alarm);
        siftDown(alarm);
    }

    /** Removes {@code alarm}. Does nothing if it is not in the heap. */
    void remove(Alarm alarm) {
        int position = alarm.heapPosition;
        if (position == Alarm.NOWHERE) {
            return;
        }
        Alarm last = alarms[--size];
        Arrays.fill(alarms, size, size + 1, null);
        alarm.heapPosition = Alarm.NOWHERE;
        if (position != size) {
            place(last, position);
            siftUp(last);
            siftDown(last);
        }
    }

    /** Removes all alarms and returns them in no particular order. */
    List<Alarm> clear() {
        List<Alarm> all = new ArrayList<>(Arrays.asList(alarms).subList(0, size));
        for (Alarm alarm : all) {
            alarm.heapPosition = Alarm.NOWHERE;
        }
        Arrays.fill(alarms, 0, size, null);
        size = 0;
        return all;
    }

    private void place(Alarm alarm, int position) {
        alarms[position] = alarm;
        alarm.heapPosition = position;
    }

    private void siftUp(Alarm alarm) {
        int position = alarm.heapPosition;
        while (position > 0) {
            Alarm parent = alarms[(position - 1) / 2];
            if (!isBefore(alarm, parent)) {
                break;
            }
            place(parent, position);
            position = (position - 1) / 2;
        }
        place(alarm, position);
    }

    private void siftDown(Alarm alarm) {
        int position = alarm.heapPosition;
        while (true) {
            int child = 2 * position + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(alarms[child + 1], alarms[child])) {
                child++;
            }
            if (!isBefore(alarms[child], alarm)) {
                break;
            }
            place(alarms[child], position);
            position = child;
        }
        place(alarm, position);
    }

    /** Compares two times. Monotonic nanoseconds have no origin, so only their difference is meaningful. */
    private static boolean isBefore(Alarm one, Alarm other) {
        return one.dueNanos - other.dueNanos < 0;
    }
}
