package io.dengine.examples.storage;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * Documents by their names, in one file of an {@code MVStore}.
 *
 * <p>The engine's log has every command that is not in the file yet. So it is enough to commit now and then, and what a
 * crash takes is applied once more.
 */
public final class DocumentStore implements StateMachine {
    private static final int ENTRIES_PER_COMMIT = 1_000;
    private static final String DOCUMENTS = "documents";
    private static final String ARRIVING = "arriving";
    private static final String PROGRESS = "progress";
    private static final String APPLIED = "applied";

    private final MVStore store;
    private final MVMap<String, Long> progress;
    private volatile MVMap<String, String> documents;
    private volatile long appliedIndex;
    private long committedIndex;

    private DocumentStore(MVStore store) {
        this.store = store;
        this.progress = store.openMap(PROGRESS);
        this.documents = store.openMap(DOCUMENTS);
        this.appliedIndex = progress.getOrDefault(APPLIED, 0L);
        this.committedIndex = appliedIndex;
    }

    /** Opens the file in {@code directory}, or makes one. */
    public static DocumentStore open(Path directory) throws IOException {
        Files.createDirectories(directory);
        String file = directory.resolve("documents.mv").toString();
        // It commits when it is told to: documents and index belong together.
        return new DocumentStore(
                new MVStore.Builder().fileName(file).autoCommitDisabled().open());
    }

    /** A document. Any thread; ask the engine for a read index first, if it must be the newest one. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(documents.get(name));
    }

    // ---- what the engine asks for

    @Override
    public long appliedIndex() {
        return appliedIndex;
    }

    @Override
    public List<Bytes> apply(List<Entry> entries) {
        List<Bytes> replies = new ArrayList<>();
        for (Entry entry : entries) {
            replies.add(entry.kind() == Entry.Kind.COMMAND ? execute(entry.payload()) : Bytes.EMPTY);
            appliedIndex = entry.index();
        }
        if (appliedIndex - committedIndex >= ENTRIES_PER_COMMIT) {
            commit();
        }
        return replies;
    }

    private Bytes execute(Bytes payload) {
        try {
            return switch (DocumentCommand.decode(payload)) {
                case DocumentCommand.Write write -> reply(documents.put(write.name(), write.text()));
                case DocumentCommand.Remove remove -> reply(documents.remove(remove.name()));
            };
        } catch (MalformedBytesException e) {
            return Bytes.utf8("refused: " + e.getMessage());
        }
    }

    private static Bytes reply(@Nullable String before) {
        return Bytes.utf8(before == null ? "new" : "replaced");
    }

    private void commit() {
        var unused = progress.put(APPLIED, appliedIndex);
        store.commit();
        committedIndex = appliedIndex;
    }

    @Override
    public StateView freeze() {
        return new FrozenDocuments(store, documents, appliedIndex);
    }

    @Override
    public StateRestore restore() {
        if (store.hasMap(ARRIVING)) {
            store.removeMap(ARRIVING);
        }
        return new Arrival(store.openMap(ARRIVING));
    }

    @Override
    public void clear() {
        documents.clear();
        appliedIndex = 0;
        commit();
    }

    @Override
    public void close() {
        commit();
        store.close();
    }

    /** The documents of another node. They take the place of the present ones when all of them are there. */
    private final class Arrival implements StateRestore {
        private final MVMap<String, String> arriving;
        private long index = -1;
        private long expected;
        private boolean finished;

        Arrival(MVMap<String, String> arriving) {
            this.arriving = arriving;
        }

        @Override
        public void add(Bytes part) {
            BytesReader reader = new BytesReader(part);
            if (index < 0) {
                expected = reader.readLong();
                index = reader.readLong();
            }
            while (reader.remaining() > 0) {
                var unused = arriving.put(reader.readString(), reader.readString());
            }
        }

        @Override
        public void finish() {
            if (index < 0 || arriving.sizeAsLong() != expected) {
                throw new MalformedBytesException("documents are missing");
            }
            MVMap<String, String> before = documents;
            store.renameMap(before, "before");
            store.renameMap(arriving, DOCUMENTS);
            documents = arriving;
            store.removeMap(before);
            appliedIndex = index;
            finished = true;
            commit();
        }

        @Override
        public void close() {
            if (!finished) {
                store.removeMap(arriving);
            }
        }
    }
}
