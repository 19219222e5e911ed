package io.dengine.core.protocol;

import io.dengine.core.log.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the log's tail, contiguous, in a growing ring: appended and truncated at the end, dropped at the
 * front.
 */
final class EntryRing {
    private @Nullable Entry[] slots = new @Nullable Entry[64];
    private int head;
    private int size;
    private long bytes;

    int size() {
        return size;
    }

    /** Returns the sum of the weights of the entries, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Returns the entry at {@code position}, from 0 to {@code size() - 1}. */
    Entry get(int position) {
        Entry entry = slots[(head + position) & (slots.length - 1)];
        if (entry == null || position >= size) {
            throw new IndexOutOfBoundsException(position);
        }
        return entry;
    }

    void addLast(Entry entry) {
        if (size == slots.length) {
            grow();
        }
        slots[(head + size++) & (slots.length - 1)] = entry;
        bytes += entry.weightBytes();
    }

    void removeLast() {
        bytes -= get(size - 1).weightBytes();
        size--;
        slots[(head + size) & (slots.length - 1)] = null;
    }

    void removeFirst() {
        bytes -= get(0).weightBytes();
        slots[head] = null;
        head = (head + 1) & (slots.length - 1);
        size--;
    }

    void clear() {
        while (size > 0) {
            removeLast();
        }
    }

    /**
     * Returns the entries from {@code position} up to {@code end}, exclusive: at least one, and no more than fit
     * {@code maxBytes}.
     */
    List<Entry> copy(int position, int end, long maxBytes) {
        List<Entry> copied = new ArrayList<>(Math.min(end - position, 1024));
        long copiedBytes = 0;
        for (int at = position; at < end; at++) {
            Entry entry = get(at);
            copiedBytes += entry.weightBytes();
            if (copiedBytes > maxBytes && at > position) {
                break;
            }
            copied.add(entry);
        }
        return copied;
    }

    private void grow() {
        @Nullable Entry[] larger = new @Nullable Entry[slots.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = slots[(head + i) & (slots.length - 1)];
        }
        slots = larger;
        head = 0;
    }
}
