package io.dengine.recipes;

import io.dengine.api.KeyValue;
import io.dengine.api.Subscription;
import io.dengine.bytes.Bytes;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The current value of a {@link Setting}. Reads are served from memory without a request. A text that cannot be parsed
 * is logged once, and the previous value stays in force. Thread-safe.
 */
public final class LiveSetting<T> {
    private static final System.Logger LOG = System.getLogger(LiveSetting.class.getName());

    private final PrefixView view;
    private final Bytes fullKey;
    private final Setting<T> setting;
    // Guarded by this.
    private long shownVersion;
    private @Nullable KeyValue parsed;
    private T value;

    LiveSetting(PrefixView view, Bytes fullKey, Setting<T> setting) {
        this.view = view;
        this.fullKey = fullKey;
        this.setting = setting;
        this.value = setting.standard();
    }

    /** Returns the setting: its key, parser and default. */
    public Setting<T> setting() {
        return setting;
    }

    /** Returns the value in force. */
    public T get() {
        return read(view.snapshot());
    }

    private synchronized T read(PrefixView.Snapshot snapshot) {
        if (snapshot.version() <= shownVersion) {
            return value;
        }
        shownVersion = snapshot.version();
        KeyValue row = snapshot.rows().get(fullKey);
        if (!Objects.equals(row, parsed)) {
            parsed = row;
            value = row == null ? setting.standard() : parse(row);
        }
        return value;
    }

    private T parse(KeyValue row) {
        try {
            return setting.parser().apply(row.valueText());
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "The value of {0} at revision {1} cannot be read ({2}). The one before stays in force.",
                    row.keyText(),
                    row.modRevision(),
                    e.getMessage());
            return value;
        }
    }

    /**
     * Calls {@code listener} with the value in force and after each change of it: one call at a time, on threads of the
     * common pool. If changes come quickly, the listener may see only the latest value. Closing the result stops the
     * calls.
     */
    public Subscription onChange(Consumer<T> listener) {
        return view.onChange(new Shown(listener));
    }

    private final class Shown implements Consumer<PrefixView.Snapshot> {
        private final Consumer<T> listener;
        private boolean isFirst = true;
        private T last = setting.standard();

        Shown(Consumer<T> listener) {
            this.listener = listener;
        }

        @Override
        public void accept(PrefixView.Snapshot snapshot) {
            T present = read(snapshot);
            if (isFirst || !Objects.equals(present, last)) {
                isFirst = false;
                last = present;
                listener.accept(present);
            }
        }
    }
}
