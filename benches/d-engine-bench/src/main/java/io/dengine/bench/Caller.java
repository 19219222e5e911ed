package io.dengine.bench;

import io.dengine.bytes.Bytes;

/** Makes calls, one at a time. */
public interface Caller {
    /** Begins a call. Its client is told once how it has ended, by any thread. */
    void call(Bytes key);

    /** Gives up the call under way, which has failed then. Any thread. */
    void cancel();
}
