package io.dengine.server.config;

import org.jspecify.annotations.Nullable;

/**
 * One line of the registry.
 *
 * @param path the dotted path as it is written in a file, for example {@code raft.election.election_timeout_min}
 * @param type what it may hold
 * @param standard the built-in value, or null if there is none or if it follows from other keys
 * @param effect whether it changes anything here
 * @param remark what it does, or why it has no counterpart; one sentence for the reference page
 */
record ConfigKey(String path, ValueType type, @Nullable Object standard, Effect effect, String remark) {
    /** Whether a key changes anything. */
    enum Effect {
        /** It does what its remark says. */
        ACTIVE,
        /** Known and checked, so that files of the original work, but nothing here depends on it. */
        ACCEPTED
    }

    /** The path without its last part. */
    String section() {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }
}
