package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.HashView;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports every entry to the referee before it is applied, and the state hash at fixed indexes. */
final class ObservedMachine implements StateMachine {
    /** The interval of the compared indexes; batches end at its multiples. */
    static final int COMPARED_EVERY = 32;

    private final int node;
    private final StateMachine machine;
    private final Referee referee;

    ObservedMachine(int node, StateMachine machine, Referee referee) {
        this.node = node;
        this.machine = machine;
        this.referee = referee;
    }

    @Override
    public long appliedIndex() {
        return machine.appliedIndex();
    }

    @Override
    public List<Bytes> apply(List<Entry> entries) {
        List<Bytes> replies = new ArrayList<>(entries.size());
        int from = 0;
        while (from < entries.size()) {
            int end = from;
            do {
                referee.applying(node, entries.get(end));
                end++;
            } while (end < entries.size() && entries.get(end - 1).index() % COMPARED_EVERY != 0);
            while (replies.size() < end) {
                replies.addAll(machine.apply(entries.subList(replies.size(), end)));
            }
            long last = entries.get(end - 1).index();
            for (int i = from; i < end; i++) {
                referee.answered(node, entries.get(i).index(), replies.get(i));
            }
            if (last % COMPARED_EVERY == 0) {
                referee.reached(node, last, machine.stateHash());
            }
            from = end;
        }
        referee.scheduler().note("applied", node, machine.appliedIndex());
        return replies;
    }

    @Override
    public @Nullable Bytes maintenance(long clockMillis) {
        return machine.maintenance(clockMillis);
    }

    @Override
    public StateView freeze() {
        return machine.freeze();
    }

    @Override
    public HashView freezeHash() {
        return machine.freezeHash();
    }

    @Override
    public StateRestore restore() throws IOException {
        StateRestore restore = machine.restore();
        return new StateRestore() {
            @Override
            public void add(Bytes part) throws IOException {
                restore.add(part);
            }

            @Override
            public void finish() throws IOException {
                restore.finish();
                referee.restored(node, machine.appliedIndex(), machine.stateHash());
            }

            @Override
            public void close() {
                restore.close();
            }
        };
    }

    @Override
    public void clear() throws IOException {
        machine.clear();
        referee.restored(node, 0, machine.stateHash());
    }

    @Override
    public void close() {
        machine.close();
    }
}
