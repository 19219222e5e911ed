package io.dengine.kv;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import java.util.ArrayList;
import java.util.List;

/** A log that is written and applied command by command, with a clock that the test sets. */
public final class Script {
    public static final long START_MILLIS = 1_700_000_000_000L;

    public final KvStore store;
    public final List<Entry> log = new ArrayList<>();
    public long nowMillis = START_MILLIS;

    public Script() {
        this(KvConfig.STANDARD);
    }

    public Script(KvConfig config) {
        this.store = new KvStore(config);
    }

    public static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    public static Command.Put put(String key, String value) {
        return new Command.Put(bytes(key), bytes(value));
    }

    public static Command.Put putWithTtl(String key, long ttlMillis) {
        return new Command.Put(bytes(key), bytes("v"), ttlMillis, 0);
    }

    public static Command.Put putWithLease(String key, long leaseId) {
        return new Command.Put(bytes(key), bytes("v"), 0, leaseId);
    }

    public static Command.Delete delete(String key) {
        return new Command.Delete(bytes(key));
    }

    public Script after(long millis) {
        nowMillis += millis;
        return this;
    }

    public Reply apply(Command command) {
        return Reply.decode(applyEncoded(command.encode()));
    }

    public Bytes applyEncoded(Bytes command) {
        return applyAll(List.of(command)).get(0);
    }

    /** All in one batch. */
    public List<Bytes> applyAll(List<Bytes> commands) {
        List<Entry> batch = new ArrayList<>();
        for (Bytes command : commands) {
            batch.add(next(Entry.Kind.COMMAND, command));
        }
        return store.apply(batch);
    }

    /** A leader begins. */
    public void elect() {
        var unused = store.apply(List.of(next(Entry.Kind.NOOP, Bytes.EMPTY)));
    }

    /** What the leader would do about expiry now; whether there was anything. */
    public boolean maintain() {
        Bytes command = store.maintenance(nowMillis);
        if (command == null) {
            return false;
        }
        return Reply.decode(applyEncoded(command)).succeeded();
    }

    public boolean has(String key) {
        return store.get(bytes(key)) != null;
    }

    private Entry next(Entry.Kind kind, Bytes payload) {
        Entry entry = new Entry(log.size() + 1L, 1, nowMillis, kind, payload);
        log.add(entry);
        return entry;
    }
}
