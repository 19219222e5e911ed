package io.dengine.server.config;

import org.jspecify.annotations.Nullable;

/**
 * A key of the registry.
 *
 * @param path the dotted path as it is written in a file, for example {@code raft.election.election_timeout_min}
 * @param type the values that it accepts
 * @param standard the built-in value, or null if there is none or if it follows from other keys
 * @param effect whether the key has an effect here
 * @param remark the effect, or the reason why there is no counterpart; one sentence for the reference page
 */
record ConfigKey(String path, ValueType type, @Nullable Object standard, Effect effect, String remark) {
    /** States whether a key has an effect. */
    enum Effect {
        /** The key has the effect that its remark describes. */
        ACTIVE,
        /** The key is known and checked, so that files of the original work, but has no effect here. */
        ACCEPTED
    }

    /** Returns the path without its last part. */
    String section() {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }
}
