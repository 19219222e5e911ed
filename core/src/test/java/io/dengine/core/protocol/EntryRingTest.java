package io.dengine.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryRingTest {
    private static Entry entry(long index) {
        return new Entry(index, 1, 0, Entry.Kind.COMMAND, Bytes.utf8("x".repeat((int) index % 7)));
    }

    /** However it grows, and wherever it begins, it holds what a plain queue holds. */
    @Test
    void a_ring_is_a_queue_with_two_ends() {
        EntryRing ring = new EntryRing();
        ArrayDeque<Entry> plain = new ArrayDeque<>();
        long next = 1;
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 10; i++) {
                ring.addLast(entry(next));
                plain.addLast(entry(next++));
            }
            for (int i = 0; i < 4; i++) {
                ring.removeFirst();
                plain.removeFirst();
            }
            ring.removeLast();
            plain.removeLast();
            List<Entry> expected = new ArrayList<>(plain);
            assertThat(ring.size()).isEqualTo(expected.size());
            assertThat(ring.bytes())
                    .isEqualTo(expected.stream().mapToLong(Entry::weightBytes).sum());
            assertThat(ring.copy(0, ring.size(), Long.MAX_VALUE)).isEqualTo(expected);
        }
        ring.clear();
        assertThat(ring.size()).isZero();
        assertThat(ring.bytes()).isZero();
        assertThatThrownBy(() -> ring.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void what_was_removed_at_the_end_is_not_there_any_more() {
        EntryRing ring = new EntryRing();
        ring.addLast(entry(1));
        ring.addLast(entry(2));
        ring.removeLast();

        assertThat(ring.get(0)).isEqualTo(entry(1));
        assertThatThrownBy(() -> ring.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
