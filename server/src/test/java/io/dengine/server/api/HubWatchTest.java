package io.dengine.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.core.log.Entry;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HubWatchTest {
    private static final Bytes PREFIX = Bytes.utf8("p/");

    private final KvStore store = new KvStore(KvConfig.STANDARD);
    private long index;

    private void apply(Command command) {
        store.apply(List.of(new Entry(++index, 1, index, Entry.Kind.COMMAND, command.encode())));
        store.watchHub().runOnce();
    }

    private void put(String key, String value) {
        apply(new Command.Put(Bytes.utf8(key), Bytes.utf8(value), 0, 0));
    }

    private HubWatch watch(long fromRevision) {
        HubWatch watch =
                new HubWatch(store.watchHub().subscribe(new WatchTarget.Prefix(PREFIX), fromRevision, () -> {}), true);
        store.watchHub().runOnce();
        return watch;
    }

    private static List<WatchItem> all(HubWatch watch) {
        List<WatchItem> items = new ArrayList<>();
        for (WatchItem item = watch.poll(); item != null; item = watch.poll()) {
            items.add(item);
        }
        return items;
    }

    @Test
    void whoGoesOnBehindTheLastCompletedRevisionMissesNothing() {
        for (String key : List.of("p/a", "p/b", "p/c")) {
            put(key, "1");
        }
        HubWatch watch = watch(WatchHub.FROM_NOW);
        apply(new Command.DeleteRange(PREFIX, Bytes.utf8("p0")));
        put("p/z", "1");
        List<WatchItem> told = all(watch);
        assertThat(told).extracting(item -> item.key().toText()).containsExactly("p/a", "p/b", "p/c", "p/z");
        for (int seen = 0; seen <= told.size(); seen++) {
            long completed = watch.fromRevision() - 1;
            for (WatchItem item : told.subList(0, seen)) {
                completed = item.completes() ? item.revision() : completed;
            }
            List<WatchItem> again = all(watch(completed + 1));
            assertThat(again).as("after %d items", seen).containsAll(told.subList(seen, told.size()));
        }
    }

    @Test
    void noValueBeforeIsToldFromAnEmptyOne() {
        HubWatch watch = watch(WatchHub.FROM_NOW);
        put("p/a", "");
        put("p/a", "1");
        assertThat(all(watch)).extracting(WatchItem::previous).containsExactly(null, Bytes.EMPTY);
    }
}
