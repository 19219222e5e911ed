package io.dengine.formats;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.command.Command;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.OtherVersionException;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The parts of a state: a store accepts them, or rejects them as damaged and keeps its own state. */
final class StateTarget implements Target {
    private static final KvConfig CONFIG = new KvConfig(500, 60_000, 0, WatchConfig.STANDARD);

    private final List<byte[]> parts = new ArrayList<>();

    StateTarget() {
        try (KvStore store = new KvStore(CONFIG)) {
            List<Command> commands = List.of(
                    new Command.LeaseGrant(3, 10_000),
                    new Command.SessionOpen(10_000),
                    new Command.Put(Bytes.utf8("a"), Bytes.utf8("1"), 5_000, 0),
                    new Command.Put(Bytes.utf8("b"), Bytes.utf8("2"), 0, 3),
                    new Command.WithSession(2, 1, 0, new Command.Put(Bytes.utf8("c"), Bytes.utf8("3"))));
            List<Entry> entries = new ArrayList<>();
            for (Command command : commands) {
                entries.add(new Entry(entries.size() + 1L, 1, 1_000, Entry.Kind.COMMAND, command.encode()));
            }
            var unused = store.apply(entries);
            try (StateView view = store.freeze()) {
                for (Bytes part = view.next(); part != null; part = view.next()) {
                    parts.add(part.toArray());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "state";
    }

    @Override
    public List<byte[]> seeds() {
        return parts;
    }

    @Override
    public void accept(byte[] input) throws IOException {
        try (KvStore store = new KvStore(CONFIG)) {
            try (StateRestore restore = store.restore()) {
                restore.add(Bytes.wrap(input));
                restore.finish();
            } catch (MalformedBytesException | DamagedSnapshotException | OtherVersionException e) {
                if (store.revision() != 0) {
                    throw new AssertionError("a state that was refused is in force", e);
                }
                return;
            }
            var unused = store.stateHash();
        }
    }
}
