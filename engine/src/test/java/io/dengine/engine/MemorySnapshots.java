package io.dengine.engine;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.SnapshotStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Snapshots in memory; a disk that never fails. */
public final class MemorySnapshots implements SnapshotStore {
    private final Map<Stored, Bytes> contents = new HashMap<>();
    private volatile List<Stored> stored = List.of();
    private volatile boolean unreadable;

    /** Lets no snapshot be found any more, as if the disk damaged each as soon as it was stored. */
    void damageAll() {
        unreadable = true;
    }

    @Override
    public List<Stored> stored() {
        return unreadable ? List.of() : stored;
    }

    private synchronized Stored put(Stored snapshot, Bytes content) {
        contents.put(snapshot, content);
        List<Stored> next = new ArrayList<>(contents.keySet());
        next.sort((a, b) -> Long.compare(b.meta().index(), a.meta().index()));
        stored = List.copyOf(next);
        return snapshot;
    }

    private synchronized Bytes contentOf(Stored snapshot) {
        return contents.getOrDefault(snapshot, Bytes.EMPTY);
    }

    @Override
    public Writing write(SnapshotMeta meta) {
        BytesWriter content = new BytesWriter(64);
        return new Writing() {
            @Override
            public void add(Bytes part) {
                content.writeBytes(part);
            }

            @Override
            public Stored finish() {
                Bytes whole = content.toBytes();
                return put(new Stored(meta, whole.length(), Bytes.utf8("at " + meta.last())), whole);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Reading read(Stored snapshot) {
        BytesReader content = new BytesReader(contentOf(snapshot));
        return new Reading() {
            @Override
            public @Nullable Bytes next() {
                return content.remaining() == 0 ? null : content.readBytes();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Bytes piece(Stored snapshot, long offset, int maxBytes) {
        Bytes content = contentOf(snapshot);
        int from = Math.toIntExact(offset);
        return content.slice(from, Math.min(maxBytes, content.length() - from));
    }

    @Override
    public Copy copy(Stored snapshot) {
        Bytes content = contentOf(snapshot);
        return new Copy() {
            @Override
            public Bytes piece(long offset, int maxBytes) {
                int from = Math.toIntExact(offset);
                return content.slice(from, Math.min(maxBytes, content.length() - from));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Receiving receive(Stored snapshot) {
        BytesWriter content = new BytesWriter(64);
        return new Receiving() {
            @Override
            public long offset() {
                return content.size();
            }

            @Override
            public void add(Bytes piece) {
                content.writeRaw(piece);
            }

            @Override
            public Stored finish() {
                return put(snapshot, content.toBytes());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean isIntact(Stored snapshot) {
        return stored.contains(snapshot);
    }

    @Override
    public void setAside(List<Stored> unreadable) {
        unreadable.forEach(this::remove);
    }

    @Override
    public synchronized void remove(Stored snapshot) {
        contents.remove(snapshot);
        stored = stored.stream().filter(one -> !one.equals(snapshot)).toList();
    }

    @Override
    public void close() {}
}
