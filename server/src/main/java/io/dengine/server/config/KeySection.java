package io.dengine.server.config;

import io.dengine.server.config.ConfigKey.Effect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A builder for a section of the registry, with short methods for its common lines. */
final class KeySection {
    static final ValueType FLAG = new ValueType.Flag();
    static final ValueType POSITIVE = new ValueType.Whole(1, Long.MAX_VALUE);
    static final ValueType NOT_NEGATIVE = new ValueType.Whole(0, Long.MAX_VALUE);
    static final ValueType NAME = new ValueType.Text(255, "a name");
    static final ValueType PATH = new ValueType.Text(4096, "a path");
    static final ValueType ADDRESS = new ValueType.HostPort();

    /** At most one day: no step of a consensus protocol should take longer. */
    static final ValueType MILLIS = new ValueType.Whole(1, 86_400_000);

    static final ValueType MILLIS_OR_ZERO = new ValueType.Whole(0, 86_400_000);

    private final List<ConfigKey> keys = new ArrayList<>();
    private String section = "";

    /** Sets the section of the keys that follow. */
    KeySection section(String name) {
        section = name;
        return this;
    }

    /** Adds a key that has an effect. */
    KeySection active(String name, ValueType type, @Nullable Object standard, String remark) {
        return add(name, type, standard, Effect.ACTIVE, remark);
    }

    /** Adds a key of the original that has no counterpart here. */
    KeySection accepted(String name, ValueType type, String why) {
        return add(name, type, null, Effect.ACCEPTED, why);
    }

    /** Adds a duration of the original, a table of seconds and nanoseconds, that has no counterpart here. */
    KeySection acceptedDuration(String name, String why) {
        return accepted(name + ".secs", NOT_NEGATIVE, why)
                .accepted(name + ".nanos", new ValueType.Whole(0, 999_999_999), why);
    }

    private KeySection add(String name, ValueType type, @Nullable Object standard, Effect effect, String remark) {
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
