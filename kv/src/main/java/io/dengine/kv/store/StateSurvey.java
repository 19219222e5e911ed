package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of a state without building it, however large it is, and reports what they hold. Owned by one thread.
 */
public final class StateSurvey {
    private final StateDigest digest = new StateDigest();
    private final StatePartsReader parts = new StatePartsReader(new Digesting());
    private FrozenState.@Nullable Numbers numbers;

    /**
     * Reads the next part of a state.
     *
     * @throws MalformedBytesException if it is not a part, or does not fit those before it
     */
    public void add(Bytes part) throws IOException {
        parts.add(part);
    }

    /**
     * Returns what the parts hold, after all of them were added.
     *
     * @throws MalformedBytesException if parts are missing
     */
    public Findings findings() {
        FrozenState.Numbers found = numbers;
        if (found == null || !parts.isComplete()) {
            throw new MalformedBytesException("parts of the state are missing");
        }
        return new Findings(found.index(), parts.keys(), found.revision(), digest.value());
    }

    /**
     * The content of a state.
     *
     * @param index the index of the last applied entry
     * @param keys the number of keys
     * @param revision the revision of the store
     * @param stateHash the hash that nodes report for the same state
     */
    public record Findings(long index, long keys, long revision, long stateHash) {}

    private final class Digesting implements StatePartsReader.Rows {
        @Override
        public void begin(FrozenState.Numbers found, long historyFloor) {
            numbers = found;
            digest.add(found);
        }

        @Override
        public void lease(LeaseRow row) {
            digest.add(row);
        }

        @Override
        public void key(KeyValue row) {
            digest.add(row);
        }

        @Override
        public void session(SessionRow row) {
            digest.add(row);
        }

        /** Ignores the change: the history is not part of the hashed state. */
        @Override
        public void change(StatePartsReader.PastChange change) {}
    }
}
