package io.dengine.kv.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The revisions that readers are looking at. Any thread. */
public final class Pins {
    private final Set<Pin> pins = ConcurrentHashMap.newKeySet();

    /** Keeps {@code revision} readable until the pin is closed, provided the floor is not above it afterwards. */
    public Pin pin(long revision) {
        Pin pin = new Pin(this, revision);
        pins.add(pin);
        return pin;
    }

    /** The lowest pinned revision, or {@code otherwise} if that is lower. */
    public long lowest(long otherwise) {
        long lowest = otherwise;
        if (!pins.isEmpty()) {
            for (Pin pin : pins) {
                lowest = Math.min(lowest, pin.revision);
            }
        }
        return lowest;
    }

    /** One reader's claim. Not a record: two readers of a revision are two claims. */
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
