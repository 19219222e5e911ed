package io.dengine.bench;

import io.dengine.bytes.Bytes;

/** Makes calls, one at a time. */
public interface Caller {
    /** Begins a call. The caller reports its end to the client once, from any thread. */
    void call(Bytes key);

    /** Cancels the call in flight, which then counts as failed. Any thread. */
    void cancel();
}
