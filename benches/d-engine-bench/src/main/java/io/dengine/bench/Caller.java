package io.dengine.bench;

import io.dengine.bytes.Bytes;

/** Makes calls, one at a time. */
public interface Caller {
    /** Begins a call. The caller reports its result to the client exactly once, on any thread. */
    void call(Bytes key);

    /** Cancels the call in flight, which then counts as failed. May be called on any thread. */
    void cancel();
}
