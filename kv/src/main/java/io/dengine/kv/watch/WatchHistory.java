package io.dengine.kv.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * The publications that are kept, oldest first: a linked list that one thread appends to and trims, and that any number
 * of cursors follow.
 */
final class WatchHistory {
    /** The element before the first kept publication: its revision is the last one that can no longer be watched. */
    private volatile Publication head;

    private volatile Publication tail;

    /** The memory of the publications after the head, in bytes. Owned by the appending thread. */
    private long bytes;

    WatchHistory(Publication begin) {
        this.head = begin;
        this.tail = begin;
    }

    /** Returns the head: revisions above its revision can be watched. Any thread. */
    Publication head() {
        return head;
    }

    /** Returns the newest publication. Any thread. */
    Publication tail() {
        return tail;
    }

    /** Appends a publication. The appending thread only. */
    void append(Publication publication) {
        tail.linkTo(publication);
        bytes += publication.weightBytes();
        tail = publication;
    }

    /**
     * Removes the publications up to {@code floor}, but those after {@code delivered} only while all that is kept takes
     * more than {@code maxBytes}, and never the newest: one large revision does not end a watch that keeps up. The
     * appending thread only.
     */
    void trim(long floor, long delivered, long maxBytes) {
        Publication first = head;
        while (true) {
            Publication next = first.next();
            if (next == null || next.revision() > floor) {
                return;
            }
            if (next.revision() > delivered && (bytes <= maxBytes || next == tail)) {
                return;
            }
            bytes -= next.weightBytes();
            head = next;
            first.drop();
            first = next;
        }
    }

    /** Returns the publications after {@code floor}, oldest first. The appending thread only. */
    List<Publication> after(long floor) {
        List<Publication> kept = new ArrayList<>();
        for (Publication next = head.next(); next != null; next = next.next()) {
            if (next.revision() > floor) {
                kept.add(next);
            }
        }
        return kept;
    }

    /** Removes everything and continues with {@code begin} and what is linked to it. The appending thread only. */
    void restart(Publication begin, List<Publication> linked) {
        Publication first = head;
        head = begin;
        tail = linked.isEmpty() ? begin : linked.get(linked.size() - 1);
        bytes = 0;
        for (Publication publication : linked) {
            bytes += publication.weightBytes();
        }
        while (true) {
            Publication next = first.next();
            first.drop();
            if (next == null) {
                return;
            }
            first = next;
        }
    }
}
