package io.dengine.server.config;

import io.dengine.server.config.ConfigKey.Effect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A section of the registry while it is written down: short words for what most lines look like. */
final class KeyTable {
    static final ValueType FLAG = new ValueType.Flag();
    static final ValueType POSITIVE = new ValueType.Whole(1, Long.MAX_VALUE);
    static final ValueType NOT_NEGATIVE = new ValueType.Whole(0, Long.MAX_VALUE);
    static final ValueType NAME = new ValueType.Text(255, "a name");
    static final ValueType PATH = new ValueType.Text(4096, "a path");
    static final ValueType ADDRESS = new ValueType.HostPort();

    /** One day; nothing in a consensus protocol should take longer. */
    static final ValueType MILLIS = new ValueType.Whole(1, 86_400_000);

    static final ValueType MILLIS_OR_ZERO = new ValueType.Whole(0, 86_400_000);

    private final List<ConfigKey> keys = new ArrayList<>();
    private String section = "";

    /** Keys that follow belong to this section. */
    KeyTable section(String name) {
        section = name;
        return this;
    }

    /** A key that has an effect. */
    KeyTable active(String name, ValueType type, @Nullable Object standard, String remark) {
        return add(name, type, standard, Effect.ACTIVE, remark);
    }

    /** A key of the original that has no counterpart here. */
    KeyTable accepted(String name, ValueType type, String why) {
        return add(name, type, null, Effect.ACCEPTED, why);
    }

    /** A duration of the original, a table of seconds and nanoseconds, that has no counterpart here. */
    KeyTable acceptedDuration(String name, String why) {
        return accepted(name + ".secs", NOT_NEGATIVE, why)
                .accepted(name + ".nanos", new ValueType.Whole(0, 999_999_999), why);
    }

    private KeyTable add(String name, ValueType type, @Nullable Object standard, Effect effect, String remark) {
        keys.add(new ConfigKey(section.isEmpty() ? name : section + "." + name, type, standard, effect, remark));
        return this;
    }

    List<ConfigKey> keys() {
        return keys;
    }

    static ValueType range(long min, long max) {
        return new ValueType.Whole(min, max);
    }

    static ValueType choice(String... names) {
        return new ValueType.Choice(List.of(names));
    }
}
