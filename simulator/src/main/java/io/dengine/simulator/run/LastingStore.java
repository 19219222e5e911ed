package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.HashView;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A store on a real disk. When the store itself writes its memory to disk varies between runs, so this class determines
 * the state after a crash: beside the running store there is a closed one, and a crash applies to the closed one a
 * number of batches that the seed chooses. State that the store makes durable before it continues, as when another
 * state replaces its own, is in the closed store at once.
 */
final class LastingStore implements StoreDisk {
    private final StoreFiles files;
    private final KvConfig config;
    private final KeyTables.Opener tables;
    private final SplittableRandom random;

    /** The applied entries that are not in the closed store. */
    private final List<List<Entry>> unstored = new ArrayList<>();

    private @Nullable Running running;

    /** @param directory an existing directory, which is deleted at the end */
    LastingStore(Path directory, KvConfig config, KeyTables.Opener tables, SplittableRandom random) {
        this.files = new StoreFiles(directory);
        this.config = config;
        this.tables = tables;
        this.random = random;
    }

    @Override
    public TruthStore open() throws IOException {
        files.startFromStored();
        Running begun = new Running(openAt(files.live()));
        running = begun;
        return new KvTruthStore(begun.store, begun);
    }

    private KvStore openAt(Path path) throws IOException {
        return KvStore.open(config, tables.open(path, config));
    }

    @Override
    public void processEnded() {
        Running ended = running;
        if (ended == null) {
            return;
        }
        running = null;
        ended.free();
        try {
            // Often nothing was written to disk since the start: a store does that by itself only after many batches.
            store(random.nextBoolean() ? 0 : random.nextInt(unstored.size() + 1));
            files.deleteLive();
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated crash of a store", e);
        }
    }

    private void store(int batches) throws IOException {
        if (batches > 0) {
            try (KvStore store = openAt(files.stored())) {
                unstored.subList(0, batches).forEach(store::apply);
            }
        }
        unstored.clear();
    }

    @Override
    public void replace() {
        try {
            files.deleteStored();
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated loss of a store", e);
        }
    }

    @Override
    public void close() {
        Running last = running;
        if (last != null) {
            last.free();
        }
        try {
            files.deleteAll();
        } catch (IOException e) {
            throw new UncheckedIOException("the end of a simulated store", e);
        }
    }

    /** The resources of one process, which are freed even when it crashes. */
    private final class Running implements StateMachine {
        private final KvStore store;
        private final List<AutoCloseable> open = new ArrayList<>();

        Running(KvStore store) {
            this.store = store;
        }

        void free() {
            for (AutoCloseable one : List.copyOf(open)) {
                try {
                    one.close();
                } catch (Exception e) {
                    throw new IllegalStateException("the resources of a crashed process cannot be freed", e);
                }
            }
            store.close();
        }

        private void isStored() throws IOException {
            unstored.clear();
            files.storeLive();
        }

        @Override
        public long appliedIndex() {
            return store.appliedIndex();
        }

        @Override
        public List<Bytes> apply(List<Entry> entries) {
            List<Bytes> replies = store.apply(entries);
            unstored.add(List.copyOf(entries.subList(0, replies.size())));
            return replies;
        }

        @Override
        public boolean isBrief() {
            return store.isBrief();
        }

        @Override
        public @Nullable Bytes maintenance(long clockMillis) {
            return store.maintenance(clockMillis);
        }

        @Override
        public StateView freeze() {
            StateView view = store.freeze();
            StateView owned = new StateView() {
                @Override
                public long appliedIndex() {
                    return view.appliedIndex();
                }

                @Override
                public @Nullable Bytes next() throws IOException {
                    return view.next();
                }

                @Override
                public void close() {
                    if (open.remove(this)) {
                        view.close();
                    }
                }
            };
            open.add(owned);
            return owned;
        }

        @Override
        public StateRestore restore() {
            StateRestore restore = store.restore();
            StateRestore owned = new StateRestore() {
                @Override
                public void add(Bytes part) throws IOException {
                    restore.add(part);
                }

                @Override
                public void finish() throws IOException {
                    restore.finish();
                    isStored();
                }

                @Override
                public void close() {
                    if (open.remove(this)) {
                        restore.close();
                    }
                }
            };
            open.add(owned);
            return owned;
        }

        @Override
        public void clear() throws IOException {
            store.clear();
            isStored();
        }

        /** Frozen state is freed at once: otherwise it would have to be released when the process crashes. */
        @Override
        public HashView freezeHash() {
            return HashView.of(store.appliedIndex(), store.stateHash());
        }

        /** A clean shutdown: the store writes its memory to disk. */
        @Override
        public void close() {
            if (running != this) {
                return;
            }
            running = null;
            free();
            try {
                isStored();
                files.deleteLive();
            } catch (IOException e) {
                throw new UncheckedIOException("the end of a store", e);
            }
        }
    }
}
