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
     * more than {@code maxBytes} beside the oldest of them: one large revision does not end a watch that keeps up. The
     * appending thread only.
     */
    void trim(long floor, long delivered, long maxBytes) {
        Publication first = head;
        while (true) {
            Publication next = first.next();
            if (next == null || next.revision() > floor) {
                return;
            }
            if (next.revision() > delivered && bytes - next.weightBytes() <= maxBytes) {
                return;
            }
            bytes -= next.weightBytes();
            head = next;
            first.drop();
            first = next;
        }
    }

    /**
     * Passes what nobody waits for: everything after {@code from} with a revision below {@code needed}. It may hold its
     * changes, because a watch that has ended counts until it is polled. Returns the tail.
     */
    Publication pass(Publication from, long needed) {
        Publication newest = tail;
        Publication at = from;
        while (at != newest) {
            Publication next = at.next();
            if (next == null || next == at || next.revision() >= needed) {
                break; // the history was restarted or trimmed; or somebody needs this
            }
            next.delivered();
            at = next;
        }
        return newest;
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
