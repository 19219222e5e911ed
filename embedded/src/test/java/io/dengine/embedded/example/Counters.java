package io.dengine.embedded.example;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

// snippet: counters
/** Counts: a command is the name of a counter, and the reply is what it has come to. */
public final class Counters implements StateMachine {
    // Sorted, so that the same counts are the same bytes on every node; safe to read while a command is applied.
    private volatile ConcurrentSkipListMap<String, Long> counts = new ConcurrentSkipListMap<>();
    private volatile long appliedIndex;

    /** Any thread. Ask the engine for a read index first, if the answer must be the newest one. */
    public long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    @Override
    public long appliedIndex() {
        return appliedIndex;
    }

    @Override
    public List<Bytes> apply(List<Entry> entries) {
        List<Bytes> replies = new ArrayList<>();
        for (Entry entry : entries) {
            replies.add(entry.kind() == Entry.Kind.COMMAND ? increment(entry.payload()) : Bytes.EMPTY);
            appliedIndex = entry.index();
        }
        return replies;
    }

    private Bytes increment(Bytes name) {
        long count = counts.merge(name.toUtf8(), 1L, Long::sum);
        return Bytes.utf8(Long.toString(count));
    }

    @Override
    public StateView freeze() {
        // So little that a copy costs next to nothing.
        return new Frozen(appliedIndex, encode(appliedIndex, new TreeMap<>(counts)));
    }

    private static Bytes encode(long index, Map<String, Long> counts) {
        BytesWriter writer = new BytesWriter(64).writeLong(index).writeVarLong(counts.size());
        counts.forEach((name, count) -> writer.writeString(name).writeVarLong(count));
        return writer.toBytes();
    }

    @Override
    public StateRestore restore() {
        return new Restored();
    }

    @Override
    public void clear() {
        counts = new ConcurrentSkipListMap<>();
        appliedIndex = 0;
    }

    @Override
    public void close() {}

    /** The counts as they were, in one part. */
    private static final class Frozen implements StateView {
        private final long index;
        private @Nullable Bytes part;

        Frozen(long index, Bytes part) {
            this.index = index;
            this.part = part;
        }

        @Override
        public long appliedIndex() {
            return index;
        }

        @Override
        public @Nullable Bytes next() {
            Bytes next = part;
            part = null;
            return next;
        }

        @Override
        public void close() {}
    }

    /** Takes the part in, and puts it in force once it is complete. */
    private final class Restored implements StateRestore {
        private @Nullable Bytes part;

        @Override
        public void add(Bytes next) {
            part = next;
        }

        @Override
        public void finish() {
            if (part == null) {
                throw new MalformedBytesException("no counts have arrived");
            }
            BytesReader reader = new BytesReader(part);
            long index = reader.readLong();
            ConcurrentSkipListMap<String, Long> restored = new ConcurrentSkipListMap<>();
            for (int left = reader.readVarInt(Integer.MAX_VALUE); left > 0; left--) {
                restored.put(reader.readString(), reader.readVarLong());
            }
            reader.expectEnd();
            counts = restored;
            appliedIndex = index;
        }

        @Override
        public void close() {}
    }
}
// end: counters
