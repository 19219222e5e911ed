package io.dengine.kv.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dengine.api.Compare;
import io.dengine.api.KeyRange;
import io.dengine.api.Operation;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.kv.Script;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One command never needs as much memory again as what it works on. */
class CopiesTest {
    private static final int KEYS = 16 << 10;
    private static final int VALUE_BYTES = 4 << 10;

    private final Script script = new Script();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theDeletionOfARangeTakesNoCopyOfItsValues(boolean isWatched) {
        Bytes value = Bytes.wrap(new byte[VALUE_BYTES]);
        for (int i = 0; i < KEYS; i++) {
            var unused = script.apply(new Command.Put(Bytes.utf8("key/" + i), value, 0, 0));
        }
        WatchSubscription watch = isWatched
                ? script.store.watchHub().subscribe(WatchTarget.of(KeyRange.ALL), WatchHub.FROM_NOW, () -> {})
                : null;
        var accepted = script.store.watchHub().runOnce();
        Bytes deletion = new Command.DeleteRange(KeyRange.ALL.first(), KeyRange.ALL.endExclusive()).encode();
        long before = allocatedBytes();
        var unused = script.applyEncoded(deletion);
        while (script.store.watchHub().runOnce()) {}
        assertThat(allocatedBytes() - before).isLessThan(KEYS * (long) VALUE_BYTES / 4);
        if (watch != null) {
            WatchMessage.Events events = (WatchMessage.Events) requireNonNull(watch.poll());
            assertThat(events.events())
                    .hasSize(KEYS)
                    .allMatch(event -> requireNonNull(event.previous()).value().equals(value));
        }
    }

    @Test
    void conditionsOnALongValueTakeNoCopyOfIt() {
        Bytes value = Bytes.wrap(new byte[4 << 20]);
        var unused = script.apply(new Command.Put(Bytes.utf8("long"), value, 0, 0));
        List<Compare> conditions = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            conditions.add(Compare.present(Bytes.utf8("long")));
        }
        Bytes transaction = new Command.Transaction(conditions, List.of(), List.of()).encode();
        long before = allocatedBytes();
        assertThat(Reply.decode(script.applyEncoded(transaction)).succeeded()).isTrue();
        assertThat(allocatedBytes() - before).isLessThan(value.length());
    }

    /** Their replies wait until the batch has ended. */
    @Test
    void aBatchEndsWhenItsRepliesTakeMuchMemory() {
        for (int i = 0; i < 100; i++) {
            var unused = script.apply(new Command.Put(Bytes.utf8("key/" + i), Bytes.wrap(new byte[8 << 10]), 0, 0));
        }
        Operation all = new Operation.GetRange(KeyRange.ALL.first(), KeyRange.ALL.endExclusive(), 100);
        Bytes transaction = new Command.Transaction(List.of(), List.of(all), List.of()).encode();
        List<Entry> batch = new ArrayList<>();
        long first = script.store.appliedIndex() + 1;
        for (int i = 0; i < 50; i++) {
            batch.add(new Entry(first + i, 1, script.nowMillis, Entry.Kind.COMMAND, transaction));
        }
        int batches = 0;
        for (int from = 0; from < batch.size(); batches++) {
            List<Bytes> replies = script.store.apply(batch.subList(from, batch.size()));
            assertThat(replies).isNotEmpty();
            assertThat(replies.stream().mapToLong(Bytes::length).sum()).isLessThan(2 << 20);
            from += replies.size();
            assertThat(script.store.appliedIndex()).isEqualTo(first + from - 1);
        }
        assertThat(batches).isBetween(10, 50);
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
