package io.dengine.kv.store;

import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The revisions that readers use at present. Any thread. */
public final class Pins {
    private final Set<Pin> pins = ConcurrentHashMap.newKeySet();

    /**
     * Keeps a revision of {@code table} readable until the pin is closed; see {@link KeyTable#pin}. The floor may rise
     * meanwhile: a pin holds only if the floor is not above it afterwards.
     */
    public Pin pin(long atRevision, KeyTable table) {
        while (true) {
            long newest = table.revision();
            if (atRevision > newest) {
                throw new FutureRevisionException(atRevision, newest);
            }
            Pin pin = claim(atRevision == 0 ? newest : atRevision);
            if (table.floor() <= pin.revision()) {
                return pin;
            }
            pin.close();
            if (atRevision != 0) {
                throw new CompactedException(atRevision, table.floor());
            }
        }
    }

    /**
     * Keeps the changes after {@code revision} until the pin is closed; see {@link KeyTable#pinPast}. Returns null if
     * some of them were compacted.
     */
    public @Nullable Pin pinPast(long revision, KeyTable table) {
        Pin pin = claim(revision);
        if (table.floor() <= revision) {
            return pin;
        }
        pin.close();
        return null;
    }

    private Pin claim(long revision) {
        Pin pin = new Pin(this, revision);
        pins.add(pin);
        VarHandle.fullFence(); // either the writer sees the pin, or this thread sees what it did before it looked
        return pin;
    }

    /**
     * Returns the lowest pinned revision, or {@code otherwise} if that is lower. Looks at each pin: the set's own count
     * is only an estimate while other threads change it, and would overlook pins. The set is as large as the number of
     * reads at one moment, so looking costs about as much as counting.
     */
    public long lowest(long otherwise) {
        VarHandle.fullFence();
        long lowest = otherwise;
        for (Pin pin : pins) {
            lowest = Math.min(lowest, pin.revision);
        }
        return lowest;
    }

    /** One reader's claim. Not a record: two readers of the same revision are two claims. */
    public static final class Pin implements AutoCloseable {
        private final Pins owner;
        private final long revision;

        private Pin(Pins owner, long revision) {
            this.owner = owner;
            this.revision = revision;
        }

        public long revision() {
            return revision;
        }

        @Override
        public void close() {
            owner.pins.remove(this);
        }
    }
}
