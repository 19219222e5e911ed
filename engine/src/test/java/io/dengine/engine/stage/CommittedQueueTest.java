package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect;
import io.dengine.core.Waiter;
import io.dengine.core.log.Entry;
import io.dengine.engine.Clusters;
import io.dengine.engine.MemoryLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommittedQueueTest {
    private record Named(String name) implements Waiter {}

    private static Effect.Awaited awaited(long index, String name) {
        return new Effect.Awaited(index, new Named(name));
    }

    private final MemoryLog store = new MemoryLog(Clusters.bootstrap(1));
    private final CommittedQueue queue = new CommittedQueue(store, 0);

    @Test
    void readsFromTheStoreWhatTheCoreHadNoMore() throws Exception {
        store.append(entries(1, 20, 1));
        queue.add(new Effect.Commit(20, entries(15, 20, 1), List.of()));
        assertThat(indexes(1, 10)).isEqualTo("1..10");
        assertThat(indexes(11, 10)).isEqualTo("11..14");
        assertThat(indexes(15, 4)).isEqualTo("15..18");
        assertThat(indexes(19, 4)).isEqualTo("19..20");
        assertThat(queue.has(21)).isFalse();
    }

    @Test
    void aChunkHasAtLeastOneEntryAndOtherwiseKeepsTheBytes() throws Exception {
        queue.add(new Effect.Commit(3, entries(1, 3, 1_000), List.of()));
        assertThat(queue.next(1, 10, 1)).hasSize(1);
        assertThat(queue.next(2, 10, 1_500)).hasSize(2);
    }

    @Test
    void whatDoesNotFitInMemoryIsReadAgain() throws Exception {
        int mebibyte = 1 << 20;
        for (int i = 0; i < 70; i++) {
            List<Entry> one = entries(i + 1, i + 1, mebibyte);
            store.append(one);
            queue.add(new Effect.Commit(i + 1, one, List.of()));
        }
        for (int i = 1; i <= 70; i++) {
            assertThat(indexes(i, 1)).isEqualTo(i + ".." + i);
        }
        assertThat(queue.has(71)).isFalse();
    }

    @Test
    void aCommittedEntryThatTheStoreDoesNotHaveIsAnError() throws Exception {
        MemoryLog gone = new MemoryLog(Clusters.bootstrap(1)).becomeUnreadable();
        CommittedQueue broken = new CommittedQueue(gone, 0);
        broken.add(new Effect.Commit(5, List.of(), List.of()));
        assertThatThrownBy(() -> broken.next(1, 1, 1)).isInstanceOf(IOException.class);
    }

    @Test
    void waitersComeOutByIndex() {
        queue.add(new Effect.Commit(3, entries(1, 3, 1), List.of(awaited(1, "a"), awaited(3, "c"))));
        assertThat(queue.pollAwaited(2)).isEqualTo(awaited(1, "a"));
        assertThat(queue.pollAwaited(2)).isNull();
        assertThat(queue.pollAwaited(3)).isEqualTo(awaited(3, "c"));
    }

    private String indexes(long first, int maxEntries) throws IOException {
        List<Entry> chunk = queue.next(first, maxEntries, Integer.MAX_VALUE);
        return chunk.get(0).index() + ".." + chunk.get(chunk.size() - 1).index();
    }

    private static List<Entry> entries(long first, long last, int bytes) {
        List<Entry> entries = new ArrayList<>();
        for (long index = first; index <= last; index++) {
            entries.add(new Entry(index, 1, 0, Entry.Kind.COMMAND, Bytes.wrap(new byte[bytes])));
        }
        return entries;
    }
}
