package io.dengine.simulator.run;

import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.bytes.Bytes;
import io.dengine.call.RowList;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.stage.Stage;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The real store, with so few revisions of history and such short watch queues that runs often reach these limits. */
final class KvTruthStore implements TruthStore {
    /** The grace period of a new leader, during which no key expires. */
    static final long GRACE_MILLIS = 500;

    private static final int LIMIT = 1_000;

    private final KvStore store;
    private final StateMachine machine;

    /** Creates a store in memory. */
    KvTruthStore(int historyRevisions, int queuedMessages) {
        this(new KvStore(config(historyRevisions, queuedMessages)));
    }

    private KvTruthStore(KvStore store) {
        this(store, store);
    }

    /** @param machine the state machine that the node uses instead of the store */
    KvTruthStore(KvStore store, StateMachine machine) {
        this.store = store;
        this.machine = machine;
    }

    static KvConfig config(int historyRevisions, int queuedMessages) {
        WatchConfig watch = new WatchConfig(100, queuedMessages, 1 << 20);
        return new KvConfig(historyRevisions, 1 << 20, GRACE_MILLIS, watch);
    }

    KvStore store() {
        return store;
    }

    @Override
    public StateMachine machine() {
        return machine;
    }

    @Override
    public List<Stage> stages() {
        return List.of(store.watchHub());
    }

    @Override
    public long revision() {
        return store.revision();
    }

    @Override
    public long incarnation() {
        return store.incarnation();
    }

    @Override
    public long leaseOf(Bytes key) {
        KeyValue found = store.get(key);
        return found == null ? 0 : found.leaseId();
    }

    @Override
    public Row get(Bytes key) {
        return row(key, store.get(key));
    }

    private static Row row(Bytes key, @Nullable KeyValue found) {
        return found == null ? new Row(key, 0, 0) : new Row(key, Values.number(found.value()), found.modRevision());
    }

    @Override
    public Rows scan(Bytes prefix) {
        io.dengine.api.Rows found =
                store.range(RangeQuery.prefix(prefix).limit(LIMIT), KvStore.LATEST, Long.MAX_VALUE, new RowList());
        List<Row> rows = new ArrayList<>();
        for (KeyValue each : found.rows()) {
            rows.add(row(each.key(), each));
        }
        return new Rows(found.revision(), rows);
    }
}
