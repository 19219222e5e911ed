package io.dengine.engine;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.HashView;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A state machine that answers each command with itself, and sometimes applies fewer entries than it is given. */
public final class MemoryMachine implements StateMachine {
    private static final int MOST_AT_ONCE = 20;

    private final ArrayDeque<Bytes> maintenance = new ArrayDeque<>();
    private final Map<Bytes, Integer> applied = new HashMap<>();
    private final List<Integer> chunks = new ArrayList<>();
    private long appliedIndex;
    private long commands;
    private long maintenanceAsked;
    private Runnable applying = () -> {};

    /** Runs before some entries are applied. */
    public void whenApplying(Runnable action) {
        applying = action;
    }

    public void wantMaintenance(Bytes command) {
        maintenance.addLast(command);
    }

    public List<Integer> chunks() {
        return chunks;
    }

    public long commands() {
        return commands;
    }

    /** This one is carried out without room as well. */
    public static final Bytes RELIEF = Bytes.utf8("relief");

    @Override
    public boolean fitsReserve(Bytes command) {
        return command.equals(RELIEF);
    }

    /** How often this command was applied. */
    public int timesApplied(Bytes command) {
        return applied.getOrDefault(command, 0);
    }

    /** From now on the state is another one than the entries make. */
    public void goWrong(long by) {
        commands += by;
    }

    public long maintenanceAsked() {
        return maintenanceAsked;
    }

    @Override
    public long appliedIndex() {
        return appliedIndex;
    }

    @Override
    public List<Bytes> apply(List<Entry> all) {
        List<Entry> entries = all.subList(0, Math.min(MOST_AT_ONCE, all.size()));
        applying.run();
        List<Bytes> replies = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            if (entry.index() != ++appliedIndex) {
                throw new IllegalStateException("entry " + entry.index() + " follows " + (appliedIndex - 1));
            }
            if (entry.kind() == Entry.Kind.COMMAND) {
                commands++;
                applied.merge(entry.payload(), 1, Integer::sum);
            }
            replies.add(entry.payload());
        }
        chunks.add(entries.size());
        return replies;
    }

    @Override
    public @Nullable Bytes maintenance(long clockMillis) {
        maintenanceAsked++;
        return maintenance.pollFirst();
    }

    @Override
    public StateView freeze() {
        BytesWriter whole = new BytesWriter(64).writeLong(appliedIndex).writeLong(commands);
        applied.forEach((command, times) -> whole.writeBytes(command).writeVarLong(times));
        return new WholeState(appliedIndex, whole.toBytes());
    }

    /** All of it is one part. */
    private static final class WholeState implements StateView {
        private final long index;
        private @Nullable Bytes whole;

        WholeState(long index, Bytes whole) {
            this.index = index;
            this.whole = whole;
        }

        @Override
        public long appliedIndex() {
            return index;
        }

        @Override
        public @Nullable Bytes next() {
            Bytes part = whole;
            whole = null;
            return part;
        }

        @Override
        public void close() {}
    }

    @Override
    public StateRestore restore() {
        return new StateRestore() {
            private Bytes whole = Bytes.EMPTY;

            @Override
            public void add(Bytes part) {
                whole = part;
            }

            @Override
            public void finish() {
                BytesReader reader = new BytesReader(whole);
                appliedIndex = reader.readLong();
                commands = reader.readLong();
                applied.clear();
                while (reader.remaining() > 0) {
                    applied.put(reader.readBytes(), reader.readVarInt(Integer.MAX_VALUE));
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void clear() {
        appliedIndex = 0;
        commands = 0;
        applied.clear();
    }

    @Override
    public HashView freezeHash() {
        return HashView.of(appliedIndex, commands);
    }

    @Override
    public void close() {}
}
