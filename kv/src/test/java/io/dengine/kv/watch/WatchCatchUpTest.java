package io.dengine.kv.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.kv.Script;
import io.dengine.kv.store.KvConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A watch that begins with past changes gets them as long as they are kept, whatever is removed before them. */
class WatchCatchUpTest {
    private final Script script = new Script(new KvConfig(10, 1 << 20, 0, WatchConfig.STANDARD));
    private final WatchHub hub = script.store.watchHub();

    private void put(int times) {
        for (int i = 0; i < times; i++) {
            var unused = script.apply(Script.put("k", "v"));
        }
    }

    private WatchSubscription watchFrom(long revision) {
        return hub.subscribe(new WatchTarget.Prefix(Bytes.EMPTY), revision, () -> {});
    }

    /** Returns the revisions of the changes that arrive, and then null or the last message. */
    private List<Object> arrivals(WatchSubscription watch) {
        return arrivals(hub, watch);
    }

    private static List<Object> arrivals(WatchHub hub, WatchSubscription watch) {
        List<Object> arrivals = new ArrayList<>();
        while (true) {
            boolean unused = hub.runOnce();
            WatchMessage message = watch.poll();
            if (!(message instanceof WatchMessage.Events events)) {
                if (message != null) {
                    arrivals.add(message);
                }
                return arrivals;
            }
            arrivals.add(events.revision());
        }
    }

    @Test
    void changesBeforeTheFirstAreRemovedMeanwhile() {
        put(20);
        WatchSubscription watch = watchFrom(19);
        boolean unused = hub.runOnce();
        put(1);

        assertThat(arrivals(watch)).containsExactly(19L, 20L, 21L);
    }

    @Test
    void theFirstIsRemovedMeanwhile() {
        put(20);
        WatchSubscription watch = watchFrom(12);
        boolean unused = hub.runOnce();
        put(2);

        assertThat(arrivals(watch)).containsExactly(new WatchMessage.Compacted(13));
    }

    @Test
    void theStateIsReplacedMeanwhile() {
        put(20);
        WatchSubscription watch = watchFrom(19);
        boolean unused = hub.runOnce();
        hub.restart(25, List.of(), hub.incarnation());

        assertThat(arrivals(watch)).containsExactly(new WatchMessage.Canceled(18, WatchMessage.Reason.STATE_REPLACED));
    }

    @Test
    void aCompactionThatFollowsDoesNotEndAWatchFromNowOn() {
        put(5);
        WatchSubscription watch = watchFrom(WatchHub.FROM_NOW);
        put(2);
        var unused = script.apply(new Command.Compact(7));

        assertThat(arrivals(watch)).containsExactly(6L, 7L);
    }

    /** The table compacts changes before the hub removes them from its history: a watch may look in between. */
    @Test
    void theFirstIsCompactedAlthoughTheHistoryStillHasIt() {
        assertThat(arrivalsOf(compacted(1), compacted(2))).containsExactly(new WatchMessage.Compacted(2));
    }

    @Test
    void aLaterOneIsCompactedAlthoughTheHistoryStillHasIt() {
        KeyValue row = new KeyValue(Script.bytes("k"), Script.bytes("v"), 1, 1, 1, 0);
        Publication kept = new Publication(1, 1, revision -> List.of(new WatchEvent(row, null)));
        assertThat(arrivalsOf(kept, compacted(2)))
                .containsExactly(1L, new WatchMessage.Canceled(1, WatchMessage.Reason.STATE_REPLACED));
    }

    private static Publication compacted(long revision) {
        return new Publication(revision, 1, any -> null);
    }

    private List<Object> arrivalsOf(Publication... history) {
        WatchHub alone = new WatchHub(WatchConfig.STANDARD, 0, 1);
        alone.append(List.of(history));
        return arrivals(alone, alone.subscribe(new WatchTarget.Prefix(Bytes.EMPTY), 1, () -> {}));
    }
}
